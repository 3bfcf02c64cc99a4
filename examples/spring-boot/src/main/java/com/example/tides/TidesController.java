package com.example.tides;

import java.util.Map;
import org.springframework.http.HttpStatus;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

@RestController
class TidesController {
  private final Map<String, Double> metres = Map.of("dover", 6.1, "esbjerg", 1.6);

  record Tide(String harbour, double metres) {}

  @GetMapping("/health")
  Map<String, String> health() {
    return Map.of("status", "ok");
  }

  @GetMapping("/tides/{harbour}")
  Tide tide(@PathVariable("harbour") String harbour) {
    Double found = metres.get(harbour);
    if (found == null) throw new ResponseStatusException(HttpStatus.NOT_FOUND);
    return new Tide(harbour, found);
  }
}
