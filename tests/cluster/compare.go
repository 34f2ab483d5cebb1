// SPDX-License-Identifier: Apache-2.0
package main

import (
	"encoding/json"
	"fmt"
	"regexp"
	"strings"

	corev1 "k8s.io/api/core/v1"
)

// What rewrite writes nothing for, so that nothing says what would become of the rest.
var refusals = map[string]bool{"result-not-legal": true, "digest-first-pull": true, "style-cannot-carry": true, "malformed-suppression": true}

// The findings that a gate is about: those of the classes container and image-volume, and patterns, which in a pod are
// no legal reference.
func isOfGate(f finding) bool {
	return f.Class == "container" || f.Class == "image-volume" || (f.ID == "policy-pattern" && f.Path != "")
}

// What should become of each pod: the images by their place, and the findings of its new ones.
type expectation struct {
	images   map[string]string
	findings []finding
}

func contains(list []string, word string) bool {
	for _, one := range list {
		if one == word {
			return true
		}
	}
	return false
}

// By ecrify's own commands over the pods as files.
func expect(p program, c configuration, requests []request) ([]expectation, error) {
	pods := make([]*corev1.Pod, len(requests))
	for i, q := range requests {
		pods[i] = q.pod
	}
	found, err := p.check(pods)
	if err != nil {
		return nil, err
	}
	// The places that rewrite refuses are taken out of the way; a pod whose suppression is malformed stays as it is.
	rewritable := make([]*corev1.Pod, len(pods))
	refused := make([]map[string]bool, len(pods))
	for i, pod := range pods {
		rewritable[i], refused[i] = pod.DeepCopy(), map[string]bool{}
		for _, f := range found[i] {
			if f.Severity != "error" || !refusals[f.ID] {
				continue
			}
			if f.ID == "malformed-suppression" {
				rewritable[i].Annotations, rewritable[i].Labels = nil, nil
			}
			for _, place := range fields(rewritable[i]) {
				if f.ID == "malformed-suppression" || place.path == f.Path {
					refused[i][place.path] = true
					*place.image = "example.invalid/left"
				}
			}
		}
	}
	rewritten, err := p.rewrite(rewritable)
	if err != nil {
		return nil, err
	}
	if len(rewritten) != len(pods) {
		return nil, fmt.Errorf("rewrite gave %d pods for %d", len(rewritten), len(pods))
	}
	expected := make([]expectation, len(pods))
	for i, q := range requests {
		isNew, after := news(q), fields(rewritten[i])
		expected[i].images = map[string]string{}
		left := contains(c.excluded, q.pod.Namespace)
		for n, place := range fields(q.pod) {
			expected[i].images[place.path] = *place.image
			if isNew[place.path] && !refused[i][place.path] && !left {
				expected[i].images[place.path] = *after[n].image
			}
		}
		for _, f := range found[i] {
			if isOfGate(f) && isNew[f.Path] && !left && f.Severity != "note" {
				expected[i].findings = append(expected[i].findings, f)
			}
		}
	}
	return expected, nil
}

func text(object any) string {
	bytes, err := json.Marshal(object)
	if err != nil {
		panic(err) // of a type of the API
	}
	return string(bytes)
}

// What differs in what the policies made of the request; empty where nothing does.
func compare(mutates, gate *engine, q request, want expectation) []string {
	var differences []string
	differ := func(format string, arguments ...any) {
		differences = append(differences, fmt.Sprintf(format, arguments...))
	}
	got, err := mutates.mutate(q.old, q.pod, q.subresource)
	if err != nil {
		differ("mutate: %v", err)
		return differences
	}
	same := got.DeepCopy()
	same.TypeMeta = q.pod.TypeMeta // objects of Go have none
	before := fields(q.pod)
	for n, place := range fields(same) {
		if *place.image != want.images[place.path] {
			differ("%s: %q became %q, and should %q", place.path, *before[n].image, *place.image, want.images[place.path])
		}
		*place.image = *before[n].image
	}
	if text(same) != text(q.pod) {
		differ("something else than images changed: %s", text(got))
	}
	_, denied := gate.validate(q.old, q.pod, q.subresource)
	if (denied != nil) != (len(want.findings) > 0) {
		differ("the gate says %v, and check %v", denied, text(want.findings))
	} else if denied != nil && !strings.HasSuffix(denied.Error(), "...") {
		differences = append(differences, compareMessage(denied.Error(), q, want)...)
	}
	return differences
}

var findingName = regexp.MustCompile(` \[[a-z-]+\](?:; |$)`)

// Each finding is in the message, with what the image should be.
func compareMessage(message string, q request, want expectation) []string {
	var differences []string
	whose := map[string]string{}
	for _, place := range fields(q.pod) {
		whose[place.path] = place.whose
	}
	for _, f := range want.findings {
		if f.Replace != "" && f.ID == "unmapped-image" && !strings.Contains(message, " should be "+strings.TrimRight(f.Replace, "\r\n")) {
			differences = append(differences, fmt.Sprintf("%s is not in the message: %s", f.Replace, message))
		}
		id := f.ID
		if id == "policy-pattern" {
			id = "invalid-reference"
		}
		if !strings.Contains(message, "["+id+"]") || !strings.Contains(message, whose[f.Path]+": ") {
			differences = append(differences, fmt.Sprintf("%s of %s is not in the message: %s (%s)", id, whose[f.Path], message, f.Message+f.Reference))
		}
	}
	if count := len(findingName.FindAllString(message, -1)); count != len(want.findings) {
		differences = append(differences, fmt.Sprintf("%d findings, and in the message %d: %s", len(want.findings), count, message))
	}
	return differences
}
