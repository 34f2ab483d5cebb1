// SPDX-License-Identifier: Apache-2.0
package main

import (
	"bytes"
	"encoding/json"
	"errors"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"

	corev1 "k8s.io/api/core/v1"
)

// The program, in a folder with a configuration.
type program struct{ path, folder string }

func findProgram() (string, error) {
	path := os.Getenv("ECRIFY_BIN")
	if path == "" {
		path = "ecrify"
	}
	found, err := exec.LookPath(path)
	if err != nil {
		return "", fmt.Errorf("no ecrify: %w; name it by ECRIFY_BIN", err)
	}
	return filepath.Abs(found)
}

// Its output and exit status; an error where it did not run.
func (p program) run(input []byte, arguments ...string) (string, string, int, error) {
	command := exec.Command(p.path, arguments...)
	command.Dir = p.folder
	command.Env = append(os.Environ(), "HOME="+p.folder)
	command.Stdin = bytes.NewReader(input)
	var out, messages bytes.Buffer
	command.Stdout, command.Stderr = &out, &messages
	err := command.Run()
	var exit *exec.ExitError
	if err != nil && !errors.As(err, &exit) {
		return "", "", 0, err
	}
	return out.String(), messages.String(), command.ProcessState.ExitCode(), nil
}

// One document a pod, in JSON.
func stream(pods []*corev1.Pod) []byte {
	var text bytes.Buffer
	for _, pod := range pods {
		text.WriteString("---\n")
		encoder := json.NewEncoder(&text)
		encoder.SetEscapeHTML(false)
		if err := encoder.Encode(pod); err != nil {
			panic(err) // of a type of the API
		}
	}
	return text.Bytes()
}

func readStream(text string) ([]*corev1.Pod, error) {
	var pods []*corev1.Pod
	for _, document := range bytes.Split([]byte(text), []byte("---\n"))[1:] {
		pod := &corev1.Pod{}
		if err := json.Unmarshal(document, pod); err != nil {
			return nil, err
		}
		pods = append(pods, pod)
	}
	return pods, nil
}

// A finding of `check`, of which this is looked at.
type finding struct {
	ID       string `json:"id"`
	Severity string `json:"severity"`
	Class    string `json:"class"`
	Path     string `json:"path"`
	Replace  string `json:"replacement"`
	Object   struct {
		Name string `json:"name"`
	} `json:"object"`
	Message   string `json:"message"`
	Reference string `json:"reference"`
	Range     struct {
		Start struct {
			Line int `json:"line"`
		} `json:"start"`
	} `json:"range"`
}

// The findings, by the number of the pod in the stream.
func (p program) check(pods []*corev1.Pod) (map[int][]finding, error) {
	out, messages, status, err := p.run(stream(pods), "check", "-f", "jsonl", "-")
	if err != nil {
		return nil, err
	}
	if status > 1 && out == "" {
		return nil, fmt.Errorf("check: exit status %d: %s", status, messages)
	}
	found := map[int][]finding{}
	for _, line := range bytes.Split([]byte(out), []byte("\n")) {
		if len(line) == 0 {
			continue
		}
		var one finding
		if err := json.Unmarshal(line, &one); err != nil {
			return nil, err
		}
		document := (one.Range.Start.Line - 1) / 2 // a marker and a line each
		found[document] = append(found[document], one)
	}
	return found, nil
}

func (p program) rewrite(pods []*corev1.Pod) ([]*corev1.Pod, error) {
	out, messages, status, err := p.run(stream(pods), "rewrite", "--quiet", "-")
	if err != nil {
		return nil, err
	}
	if status != 0 {
		return nil, fmt.Errorf("rewrite: exit status %d: %s", status, messages)
	}
	return readStream(out)
}
