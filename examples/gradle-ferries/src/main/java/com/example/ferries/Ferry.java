package com.example.ferries;

public class Ferry {
    public final String island;
    public final String leaves;
    public final double price;

    Ferry(String line) {
        String[] parts = line.split(",");
        island = parts[0];
        leaves = parts[1];
        price = Double.parseDouble(parts[2]);
    }
}
