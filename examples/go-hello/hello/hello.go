// Hello prints a greeting for each name that it is given.
//
//	hello [-reverse] [-code n] [name ...]
package main

import (
	"flag"
	"fmt"
	"os"

	"example.com/hello/reverse"
)

func main() {
	backwards := flag.Bool("reverse", false, "print the greeting backwards")
	code := flag.Int("code", 0, "exit with this code")
	flag.Parse()

	names := flag.Args()
	if len(names) == 0 {
		names = []string{"world"}
	}
	for _, name := range names {
		greeting := fmt.Sprintf("Hello, %s!", name)
		if *backwards {
			greeting = reverse.String(greeting)
		}
		fmt.Println(greeting)
	}
	if *code != 0 {
		fmt.Fprintf(os.Stderr, "leaving with code %d\n", *code)
	}
	os.Exit(*code)
}
