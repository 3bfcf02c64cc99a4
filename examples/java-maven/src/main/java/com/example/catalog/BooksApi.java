package com.example.catalog;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import java.io.IOException;
import java.util.stream.Collectors;

/** {@code /api/books} and {@code /api/books/{id}} as JSON. */
record BooksApi(Catalog catalog) implements HttpHandler {
    @Override
    public void handle(HttpExchange exchange) throws IOException {
        String rest = exchange.getRequestURI().getPath().substring("/api/books".length());
        if (rest.isEmpty() || rest.equals("/")) {
            String all = catalog.books().stream().map(BooksApi::json).collect(Collectors.joining(","));
            Http.send(exchange, 200, "application/json", "[" + all + "]\n");
            return;
        }
        var book = rest.matches("/[0-9]{1,9}")
                ? catalog.find(Integer.parseInt(rest.substring(1)))
                : java.util.Optional.<Catalog.Book>empty();
        if (book.isEmpty()) {
            Http.send(exchange, 404, "application/json", "{\"error\":\"no such book\"}\n");
            return;
        }
        Http.send(exchange, 200, "application/json", json(book.get()) + "\n");
    }

    private static String json(Catalog.Book book) {
        return "{\"id\":%d,\"title\":\"%s\",\"author\":\"%s\",\"year\":%d}"
                .formatted(book.id(), book.title(), book.author(), book.year());
    }
}
