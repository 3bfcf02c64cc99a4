from flask import Flask, jsonify, request

app = Flask(__name__)

teas = {"sencha": {"origin": "Japan", "minutes": 2}, "assam": {"origin": "India", "minutes": 4}}


@app.get("/health")
def health():
    return jsonify(status="ok")


@app.get("/teas")
def list_teas():
    return jsonify(teas)


@app.get("/teas/<name>")
def one_tea(name):
    tea = teas.get(name)
    return jsonify(tea) if tea else (jsonify(error="no such tea"), 404)


@app.post("/teas")
def add_tea():
    tea = request.get_json()
    if "name" not in tea:
        return jsonify(error="a tea needs a name"), 400
    return jsonify(tea), 201
