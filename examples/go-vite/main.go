package main

import (
	"context"
	"encoding/json"
	"log"
	"net/http"
	"os/signal"
	"syscall"
)

type tide struct {
	Place string `json:"place"`
	High  string `json:"high"`
}

var tides = []tide{{"Brest", "04:12"}, {"Oban", "06:31"}}

func main() {
	http.HandleFunc("GET /api/tides", func(w http.ResponseWriter, r *http.Request) {
		w.Header().Set("Content-Type", "application/json")
		json.NewEncoder(w).Encode(tides)
	})
	http.Handle("/", http.FileServer(http.Dir("web/dist")))

	server := &http.Server{Addr: ":8080"}
	ctx, stop := signal.NotifyContext(context.Background(), syscall.SIGTERM)
	defer stop()
	go func() {
		<-ctx.Done()
		server.Shutdown(context.Background())
	}()
	if err := server.ListenAndServe(); err != http.ErrServerClosed {
		log.Fatal(err)
	}
}
