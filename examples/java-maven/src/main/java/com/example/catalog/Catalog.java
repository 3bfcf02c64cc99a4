package com.example.catalog;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;

/** The books, read from a resource in the jar. */
record Catalog(List<Book> books) {
    record Book(int id, String title, String author, int year) {}

    static Catalog load() throws IOException {
        try (var in = Catalog.class.getResourceAsStream("/books.tsv")) {
            if (in == null) {
                throw new IOException("books.tsv is not in the jar");
            }
            return new Catalog(new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines().map(Catalog::parse).toList());
        }
    }

    Optional<Book> find(int id) {
        return books.stream().filter(book -> book.id() == id).findFirst();
    }

    private static Book parse(String line) {
        String[] fields = line.split("\t");
        return new Book(Integer.parseInt(fields[0]), fields[1], fields[2], Integer.parseInt(fields[3]));
    }
}
