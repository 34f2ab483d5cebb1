// SPDX-License-Identifier: Apache-2.0
// The policies that ecrify generates, compiled and evaluated by the API server's own packages, against what ecrify's
// commands say of the same pods as files. ECRIFY_BIN names the program; ECRIFY_CONFIGURATIONS and ECRIFY_PODS say how
// much is tried (20 and 500). `go run . pods` makes pods.jsonl anew, the pods that outputs.py asks `check` about.
package main

import (
	"errors"
	"fmt"
	"math/rand"
	"os"
	"path/filepath"
	"strconv"
	"time"

	"github.com/go-logr/logr"
	"k8s.io/klog/v2"
)

func setting(name string, standard int) int {
	if value, err := strconv.Atoi(os.Getenv(name)); err == nil && value > 0 {
		return value
	}
	return standard
}

// The policy of a mode; nothing where ecrify refuses the configuration.
func (p program) policy(mode string, flags []string) ([]byte, string, error) {
	out, messages, status, err := p.run(nil, append([]string{"generate", "admission-policy", "--mode", mode}, flags...)...)
	if err != nil || status == 0 {
		return []byte(out), "", err
	}
	return nil, messages, nil
}

type totals struct{ configurations, refused, requests, changed, denied, differences int }

func (sum *totals) say(begin time.Time) {
	fmt.Printf("%d configurations (%d more refused), %d requests, %d images rewritten, %d requests denied, %d differences, %.0f s\n",
		sum.configurations, sum.refused, sum.requests, sum.changed, sum.denied, sum.differences, time.Since(begin).Seconds())
}

// What is kept of a configuration is what the program writes now.
func compareKept(c configuration, mode string, policy []byte) error {
	if c.kept == "" {
		return nil
	}
	kept, err := os.ReadFile(filepath.Join(c.kept, mode+".yaml"))
	if err == nil && string(kept) != string(policy) {
		err = fmt.Errorf("%s/%s.yaml is not what ecrify writes: run outputs.py --update", c.kept, mode)
	}
	return err
}

// All requests of one configuration.
func try(p program, c configuration, seed, count int, sum *totals) error {
	if err := writeConfiguration(p.folder, c.text); err != nil {
		return err
	}
	engines := map[string]*engine{}
	for _, mode := range []string{"mutate", "deny"} {
		policy, refusal, err := p.policy(mode, c.flags)
		if refusal != "" && c.kept == "" {
			sum.refused++
			return nil
		}
		if err == nil && refusal != "" {
			err = errors.New(refusal)
		}
		if err == nil {
			err = compareKept(c, mode, policy)
		}
		if err == nil {
			engines[mode], err = newEngine(policy, namespaces)
		}
		if err != nil {
			return err
		}
		defer engines[mode].close()
	}
	r := rand.New(rand.NewSource(int64(seed)))
	requests := make([]request, count)
	for i := range requests {
		requests[i] = newRequest(r, i, beginnings(c))
	}
	if c.kept != "" {
		kept, err := keptRequests()
		if err != nil {
			return err
		}
		requests = append(requests, kept...)
	}
	expected, err := expect(p, c, requests)
	if err != nil {
		return err
	}
	sum.configurations++
	for i, q := range requests {
		sum.count(q, expected[i])
		for _, difference := range compare(engines["mutate"], engines["deny"], q, expected[i]) {
			if sum.differences++; sum.differences <= 20 {
				fmt.Printf("%s, pod %s/%s, %s: %s\n%s\n", c.name, q.pod.Namespace, q.pod.Name, text(q.pod.Annotations), difference, c.text)
			}
		}
	}
	return nil
}

func (sum *totals) count(q request, want expectation) {
	sum.requests++
	if len(want.findings) > 0 {
		sum.denied++
	}
	for _, place := range fields(q.pod) {
		if want.images[place.path] != *place.image {
			sum.changed++
		}
	}
}

// Those that are kept, then made up ones until there are enough. A long run says how far it is.
func tryAll(p program, sum *totals, begin time.Time) error {
	wanted, pods, first := setting("ECRIFY_CONFIGURATIONS", 20), setting("ECRIFY_PODS", 500), setting("ECRIFY_SEED", 1)
	all, err := written()
	if err != nil {
		return err
	}
	for i := 0; sum.configurations < wanted; i++ {
		c := configuration{}
		if i < len(all) {
			c = all[i]
		} else {
			c = random(first + i)
		}
		if err := try(p, c, first+i, pods, sum); err != nil {
			return fmt.Errorf("%s: %w\n%s", c.name, err, c.text)
		}
		if sum.configurations%20 == 0 && sum.configurations < wanted {
			sum.say(begin)
		}
	}
	return nil
}

func run() error {
	klog.SetLogger(logr.Discard())
	path, err := findProgram()
	if err != nil {
		return err
	}
	folder, err := os.MkdirTemp("", "ecrify-cluster-")
	if err != nil {
		return err
	}
	defer os.RemoveAll(folder)
	p := program{path, folder}
	begin := time.Now()
	var sum totals
	if err := tryAll(p, &sum, begin); err != nil {
		return err
	}
	sum.say(begin)
	if sum.differences > 0 {
		return errors.New("policies and commands differ")
	}
	if err := errors.Join(tryPlaceholders(p), tryModes(p), compileForOlder(p)); err != nil {
		return err
	}
	return measureAll(p)
}

func main() {
	work := run
	if len(os.Args) == 2 && os.Args[1] == "pods" {
		work = writePods
	}
	if err := work(); err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}
