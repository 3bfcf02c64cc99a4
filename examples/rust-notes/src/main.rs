//! Serves a few notes as JSON, and pages from a folder beside it.
use serde_json::json;
use tiny_http::{Header, Response, Server};

fn main() {
    let server = Server::http("0.0.0.0:8080").expect("port 8080 is taken");
    let page = std::fs::read_to_string("pages/index.html").expect("pages/index.html is missing");
    let notes = [("milk", "two bottles"), ("bread", "rye")];
    for request in server.incoming_requests() {
        let (status, kind, body) = match request.url() {
            "/" => (200, "text/html", page.clone()),
            "/health" => (200, "application/json", json!({ "status": "ok" }).to_string()),
            "/notes" => (200, "application/json", json!(notes.map(|(name, _)| name)).to_string()),
            url => match notes.iter().find(|(name, _)| url == format!("/notes/{name}")) {
                Some((name, text)) => (200, "application/json", json!({ "name": name, "text": text }).to_string()),
                None => (404, "application/json", json!({ "error": "no such note" }).to_string()),
            },
        };
        let header = Header::from_bytes("Content-Type", kind).expect("a valid header");
        let response = Response::from_string(body).with_status_code(status).with_header(header);
        // The client may have gone.
        let _ = request.respond(response);
    }
}
