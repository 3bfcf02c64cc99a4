package com.example.catalog;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.stream.Collectors;

/** The front page, which links to what else there is. */
record Pages(Catalog catalog) implements HttpHandler {
    @Override
    public void handle(HttpExchange exchange) throws IOException {
        if (!exchange.getRequestURI().getPath().equals("/")) {
            Http.send(exchange, 404, "text/plain", "not found\n");
            return;
        }
        String items = catalog.books().stream()
                .map(book -> "<li><a href=\"/api/books/%d\">%s</a>, %s</li>"
                        .formatted(book.id(), book.title(), book.author()))
                .collect(Collectors.joining("\n"));
        Http.send(exchange, 200, "text/html", """
                <!doctype html>
                <title>Catalogue</title>
                <h1>Catalogue</h1>
                <ul>
                %s
                </ul>
                <p><a href="/health">health</a></p>
                """.formatted(items));
    }
}
