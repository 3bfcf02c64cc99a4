package com.example.catalog;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.net.InetSocketAddress;
import java.util.concurrent.Executors;

/** Serves a small catalogue of books over HTTP. */
public final class Main {
    public static void main(String[] args) throws IOException {
        int port = Integer.parseInt(System.getenv().getOrDefault("PORT", "8080"));
        Catalog catalog = Catalog.load();
        HttpServer server = HttpServer.create(new InetSocketAddress(port), 0);
        server.setExecutor(Executors.newVirtualThreadPerTaskExecutor());
        server.createContext("/", new Pages(catalog));
        server.createContext("/api/books", new BooksApi(catalog));
        server.createContext("/health", exchange -> Http.send(exchange, 200, "text/plain", "up\n"));
        Runtime.getRuntime().addShutdownHook(new Thread(() -> server.stop(1)));
        server.start();
        System.out.println("Listening on port " + port + ", " + catalog.books().size() + " books");
    }
}
