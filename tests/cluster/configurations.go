// SPDX-License-Identifier: Apache-2.0
package main

import (
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"strings"
)

// A configuration of ecrify, and the flags for its policies.
type configuration struct {
	name     string
	text     string   // of .ecrify.yaml
	flags    []string // of generate admission-policy
	excluded []string // namespaces
	kept     string   // folder with the policies that are kept; empty for one that is made up
}

const registry = "registry: {account: \"123456789012\", region: ca-central-1}\n"
const head = "apiVersion: ecrify/v1\nkind: RewriteConfig\n"

// Those that are written by hand come first, whatever the seed: each a folder of configurations/, with the policies that
// were proven (outputs.py compares these with what the program writes).
func written() ([]configuration, error) {
	folders, err := filepath.Glob("configurations/*/.ecrify.yaml")
	if err != nil || len(folders) == 0 {
		return nil, fmt.Errorf("no configurations here: run this in tests/cluster")
	}
	var all []configuration
	for _, path := range folders {
		folder := filepath.Dir(path)
		text, err := os.ReadFile(path)
		if err != nil {
			return nil, err
		}
		c := configuration{name: filepath.Base(folder), text: string(text), kept: folder}
		if flags, err := os.ReadFile(filepath.Join(folder, "flags")); err == nil {
			c.flags = strings.Fields(string(flags))
		}
		for i, flag := range c.flags {
			if flag == "--exclude-namespace" {
				c.excluded = append(c.excluded, c.flags[i+1])
			}
		}
		all = append(all, c)
	}
	return all, nil
}

var (
	hosts      = []string{"ghcr.io", "quay.io", "docker.io", "index.docker.io", "registry.k8s.io", "localhost:5000", "registry.example.com:5000", "gcr.io", "GCR.io", "harbor.example.com", "a.b-c.example", "localhost"}
	paths      = []string{"", "", "/org", "/org/app", "/org/team", "/org/team/app", "/library", "/nginx", "/library/nginx", "/bitnami", "/a/b/c/d"}
	prefixes   = []string{"ghcr", "quay", "docker-hub", "a/b", "a", "k8s", "x__y", "ROOT", "mirror/one", "mirror"}
	aliasHosts = []string{"lscr.io", "reg.kyverno.io", "mirror.gcr.io", "alias.example.com:443", "xpkg.crossplane.io"}
	registries = []string{registry, registry, "registry: {account: \"210987654321\", region: cn-north-1}\n", "registry: {host: 123456789012.dkr-ecr-fips.us-east-1.on.aws}\n",
		"registry: {host: registry.example.com}\n", "registry: {host: \"harbor.example.com:8443\"}\n", "registry: {host: gcr.io}\n"}
)

func pick(r *rand.Rand, from []string) string { return from[r.Intn(len(from))] }

// Rules that need not fit together: what ecrify refuses is drawn again.
func random(seed int) configuration {
	r := rand.New(rand.NewSource(int64(seed)))
	c := configuration{name: fmt.Sprintf("seed %d", seed)}
	var text strings.Builder
	text.WriteString(head + pick(r, registries) + "rules:\n")
	for i, count := 0, 1+r.Intn(7); i < count; i++ {
		from := pick(r, hosts) + pick(r, paths)
		switch r.Intn(5) {
		case 0:
			fmt.Fprintf(&text, "  - {from: %q, keep: true", from)
		case 1:
			fmt.Fprintf(&text, "  - {from: %q, target: %q", from, pick(r, hosts)+pick(r, paths))
		default:
			fmt.Fprintf(&text, "  - {from: %q, prefix: %q", from, pick(r, prefixes))
		}
		if r.Intn(4) == 0 {
			fmt.Fprintf(&text, ", aliases: [%q]", pick(r, aliasHosts)+pick(r, paths))
		}
		text.WriteString("}\n")
	}
	if r.Intn(6) == 0 {
		text.WriteString("digestFirstPull: error\n")
	}
	if r.Intn(6) == 0 {
		text.WriteString("ignore:\n  - {name: \"*-1\"}\n  - {kind: \"P*\", namespace: prod, name: \"web*\"}\n")
	}
	if r.Intn(6) == 0 {
		text.WriteString("classes: {" + pick(r, []string{"container", "image-volume"}) + ": ignore}\n")
	}
	if r.Intn(5) == 0 {
		c.flags, c.excluded = []string{"--exclude-namespace", "prod"}, []string{"prod"}
	}
	c.text = text.String()
	return c
}
