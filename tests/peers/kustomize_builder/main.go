// SPDX-License-Identifier: Apache-2.0

// Builds kustomizations in one process, as `kubectl kustomize` does one a process: a folder path a line on stdin, and for
// each a line of JSON on stdout: {"path": …, "build": YAML text} or {"path": …, "error": text}, in the same order.
// With --enable-exec, transformers that are functions are run, as by `kustomize build --enable-alpha-plugins --enable-exec`.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"

	"sigs.k8s.io/kustomize/api/krusty"
	"sigs.k8s.io/kustomize/api/types"
	"sigs.k8s.io/kustomize/kyaml/filesys"
)

// Answer is the result for one folder; exactly one of Build and Error is set, but for an empty build.
type Answer struct {
	Path  string `json:"path"`
	Build string `json:"build"`
	Error string `json:"error,omitempty"`
}

// build turns a panic of the library into an error, so that one folder can't end the others.
func build(path string, enableExec bool) (answer Answer) {
	answer.Path = path
	defer func() {
		if failure := recover(); failure != nil {
			answer.Error = fmt.Sprint("panic: ", failure)
		}
	}()
	options := krusty.MakeDefaultOptions()
	options.Reorder = krusty.ReorderOptionLegacy // as kubectl, where the kustomization has no sortOptions
	if enableExec {
		options.PluginConfig = types.EnabledPluginConfig(types.BploUseStaticallyLinked)
		options.PluginConfig.FnpLoadingOptions.EnableExec = true
	}
	objects, err := krusty.MakeKustomizer(options).Run(filesys.MakeFsOnDisk(), path)
	if err != nil {
		answer.Error = err.Error()
		return answer
	}
	text, err := objects.AsYaml()
	if err != nil {
		answer.Error = err.Error()
		return answer
	}
	answer.Build = string(text)
	return answer
}

func main() {
	enableExec := len(os.Args) > 1 && os.Args[1] == "--enable-exec"
	output := bufio.NewWriter(os.Stdout)
	encoder := json.NewEncoder(output)
	paths := bufio.NewScanner(os.Stdin)
	for paths.Scan() {
		if err := encoder.Encode(build(paths.Text(), enableExec)); err != nil {
			fmt.Fprintln(os.Stderr, err)
			os.Exit(1)
		}
		output.Flush()
	}
	if err := paths.Err(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
