// SPDX-License-Identifier: Apache-2.0

// Fills variables into manifests on stdin as Flux does for postBuild.substitute, with its own package.
//
//	flux_substitute NAME=VALUE…
package main

import (
	"fmt"
	"io"
	"os"
	"strings"

	"github.com/fluxcd/pkg/envsubst"
)

func main() {
	values := map[string]string{}
	for _, argument := range os.Args[1:] {
		name, value, _ := strings.Cut(argument, "=")
		values[name] = value
	}
	text, err := io.ReadAll(os.Stdin)
	if err == nil {
		var filled string
		filled, err = envsubst.Eval(string(text), func(name string) (string, bool) {
			value, known := values[name]
			return value, known
		})
		fmt.Print(filled)
	}
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
