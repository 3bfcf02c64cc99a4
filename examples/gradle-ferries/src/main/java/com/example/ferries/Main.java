package com.example.ferries;

import com.google.gson.Gson;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/** A timetable of ferries as JSON. */
public class Main {
    private static final Gson GSON = new Gson();

    public static void main(String[] args) throws IOException {
        Map<String, Ferry> ferries = read();
        HttpServer server = HttpServer.create(new InetSocketAddress(8080), 0);
        server.createContext("/health", exchange -> answer(exchange, 200, Collections.singletonMap("ok", true)));
        server.createContext("/ferries", exchange -> {
            String island = exchange.getRequestURI().getPath().replaceFirst("^/ferries/?", "");
            if (island.isEmpty()) answer(exchange, 200, ferries.values());
            else if (ferries.containsKey(island)) answer(exchange, 200, ferries.get(island));
            else answer(exchange, 404, Collections.singletonMap("error", "no such ferry"));
        });
        server.start();
    }

    private static Map<String, Ferry> read() throws IOException {
        Map<String, Ferry> ferries = new LinkedHashMap<>();
        try (BufferedReader lines = new BufferedReader(new InputStreamReader(
                Main.class.getResourceAsStream("/ferries.csv"), StandardCharsets.UTF_8))) {
            lines.lines().map(Ferry::new).forEach(ferry -> ferries.put(ferry.island, ferry));
        }
        return ferries;
    }

    private static void answer(HttpExchange exchange, int status, Object value) throws IOException {
        byte[] body = GSON.toJson(value).getBytes(StandardCharsets.UTF_8);
        exchange.getResponseHeaders().set("Content-Type", "application/json");
        exchange.sendResponseHeaders(status, body.length);
        exchange.getResponseBody().write(body);
        exchange.close();
    }
}
