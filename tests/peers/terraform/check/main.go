// SPDX-License-Identifier: Apache-2.0

// Command check holds a generated root module to HCL's own parser and formatter and to the attributes of the AWS
// provider, and evaluates it as `terraform plan` would of an empty account.
//
//	check ATTRIBUTES.tsv VARIABLES.json < main.tf > plan.json
//
// VARIABLES.json has the values of variables without a default, and of data sources under "data":
// {"variables": {...}, "data": {"aws_region": {"region": "ca-central-1"}}}. The plan is what `terraform show -json` prints
// of one, as far as resources, their values, what is known after the apply, and references go.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"sort"
	"strings"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
	"github.com/hashicorp/hcl/v2/hclwrite"
	"github.com/zclconf/go-cty/cty"
	"github.com/zclconf/go-cty/cty/function"
	"github.com/zclconf/go-cty/cty/function/stdlib"
	ctyjson "github.com/zclconf/go-cty/cty/json"
)

var problems []string

func problem(format string, values ...any) { problems = append(problems, fmt.Sprintf(format, values...)) }

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(2)
	}
}

// By "resource aws_iam_policy", then by attribute: whether it is required.
type attributes map[string]map[string]bool

func readAttributes(path string) attributes {
	file, err := os.Open(path)
	must(err)
	defer file.Close()
	all := attributes{"data aws_partition": {}, "data aws_caller_identity": {}}
	for lines := bufio.NewScanner(file); lines.Scan(); {
		columns := strings.Split(lines.Text(), "\t")
		if len(columns) != 4 || strings.HasPrefix(columns[0], "#") {
			continue
		}
		key := columns[0] + " " + columns[1]
		if all[key] == nil {
			all[key] = map[string]bool{}
		}
		all[key][columns[2]] = columns[3] == "required"
	}
	return all
}

var metaArguments = map[string]bool{"for_each": true, "count": true, "depends_on": true}

func checkBlock(all attributes, block *hclsyntax.Block) {
	key := block.Type + " " + strings.Join(block.Labels[:1], "")
	known, ok := all[key]
	if !ok {
		problem("%s: the list of attributes has no %s", block.DefRange(), key)
		return
	}
	for name, attribute := range block.Body.Attributes {
		if _, ok := known[name]; !ok && !metaArguments[name] {
			problem("%s: %s has no attribute %s", attribute.SrcRange, key, name)
		}
	}
	for _, inner := range block.Body.Blocks {
		if _, ok := known[inner.Type]; !ok {
			problem("%s: %s has no block %s", inner.DefRange(), key, inner.Type)
		}
	}
	for name, required := range known {
		if required && block.Body.Attributes[name] == nil {
			problem("%s: %s lacks %s", block.DefRange(), key, name)
		}
	}
}

type given struct {
	Variables map[string]json.RawMessage            `json:"variables"`
	Data      map[string]map[string]json.RawMessage `json:"data"`
}

func value(raw json.RawMessage) cty.Value {
	kind, err := ctyjson.ImpliedType(raw)
	must(err)
	result, err := ctyjson.Unmarshal(raw, kind)
	must(err)
	return result
}

func evaluate(expression hcl.Expression, context *hcl.EvalContext) cty.Value {
	result, diagnostics := expression.Value(context)
	if diagnostics.HasErrors() {
		problem("%s", diagnostics.Error())
		return cty.DynamicVal
	}
	return result
}

// Names that the module defines; a resource has any attribute, known after the apply.
func scope(body *hclsyntax.Body, values given) *hcl.EvalContext {
	variables, data, resources := map[string]cty.Value{}, map[string]cty.Value{}, map[string]map[string]cty.Value{}
	for _, block := range body.Blocks {
		switch block.Type {
		case "variable":
			name := block.Labels[0]
			if raw, ok := values.Variables[name]; ok {
				variables[name] = value(raw)
			} else if defaulted := block.Body.Attributes["default"]; defaulted != nil {
				variables[name] = evaluate(defaulted.Expr, nil)
			} else {
				problem("the variable %s has no value: add it to the given ones", name)
				variables[name] = cty.DynamicVal
			}
		case "data":
			attributes := map[string]cty.Value{}
			for attribute, raw := range values.Data[block.Labels[0]] {
				attributes[attribute] = value(raw)
			}
			data[block.Labels[0]] = cty.ObjectVal(map[string]cty.Value{block.Labels[1]: cty.ObjectVal(attributes)})
		case "resource":
			if resources[block.Labels[0]] == nil {
				resources[block.Labels[0]] = map[string]cty.Value{}
			}
			resources[block.Labels[0]][block.Labels[1]] = cty.DynamicVal
		}
	}
	context := &hcl.EvalContext{Variables: map[string]cty.Value{"var": cty.ObjectVal(variables), "data": cty.ObjectVal(data)},
		Functions: map[string]function.Function{"jsonencode": stdlib.JSONEncodeFunc}}
	for kind, ofKind := range resources {
		context.Variables[kind] = cty.ObjectVal(ofKind)
	}
	locals := map[string]cty.Value{}
	for range body.Blocks { // one may need another, wherever it stands
		before := len(problems)
		context.Variables["local"] = cty.ObjectVal(locals)
		for _, block := range body.Blocks {
			if block.Type != "locals" {
				continue
			}
			for name, attribute := range block.Body.Attributes {
				locals[name] = evaluate(attribute.Expr, context)
			}
		}
		context.Variables["local"] = cty.ObjectVal(locals)
		if len(problems) == before {
			break
		}
		problems = problems[:before]
	}
	return context
}

type object = map[string]any

// The constant, or the references, as Terraform writes both: the longest first, then without its attribute.
func expression(attribute *hclsyntax.Attribute) object {
	if constant, diagnostics := attribute.Expr.Value(nil); !diagnostics.HasErrors() && constant.IsWhollyKnown() {
		raw, err := ctyjson.Marshal(constant, constant.Type())
		must(err)
		return object{"constant_value": json.RawMessage(raw)}
	}
	references := []string{}
	for _, traversal := range attribute.Expr.Variables() {
		words := []string{}
		for _, step := range traversal {
			switch step := step.(type) {
			case hcl.TraverseRoot:
				words = append(words, step.Name)
			case hcl.TraverseAttr:
				words = append(words, step.Name)
			}
		}
		references = append(references, strings.Join(words, "."))
		if len(words) > 2 && words[0] != "var" {
			references = append(references, strings.Join(words[:len(words)-1], "."))
		}
	}
	return object{"references": references}
}

// One instance of a resource: its values, and which of them are only known after the apply.
func instance(block *hclsyntax.Block, context *hcl.EvalContext) (object, object) {
	values, unknown := object{}, object{"id": true, "arn": true}
	for name, attribute := range block.Body.Attributes {
		if metaArguments[name] {
			continue
		}
		result := evaluate(attribute.Expr, context)
		if !result.IsWhollyKnown() {
			unknown[name] = true
			continue
		}
		raw, err := ctyjson.Marshal(result, result.Type())
		must(err)
		values[name] = json.RawMessage(raw)
	}
	return values, unknown
}

func plan(body *hclsyntax.Body, context *hcl.EvalContext) object {
	resources, changes, configuration, providers := []object{}, []object{}, []object{}, object{}
	add := func(block *hclsyntax.Block, key string, context *hcl.EvalContext) {
		values, unknown := instance(block, context)
		one := object{"address": block.Labels[0] + "." + block.Labels[1] + key, "mode": "managed", "type": block.Labels[0], "name": block.Labels[1]}
		planned, change := object{"values": values}, object{"change": object{"actions": []string{"create"}, "before": nil, "after": values, "after_unknown": unknown}}
		for name, text := range one {
			planned[name], change[name] = text, text
		}
		resources, changes = append(resources, planned), append(changes, change)
	}
	for _, block := range body.Blocks {
		expressions := object{}
		for name, attribute := range block.Body.Attributes {
			expressions[name] = expression(attribute)
		}
		switch block.Type {
		case "provider":
			providers[block.Labels[0]] = object{"name": block.Labels[0], "expressions": expressions}
		case "resource":
			configuration = append(configuration, object{"address": block.Labels[0] + "." + block.Labels[1], "mode": "managed",
				"type": block.Labels[0], "name": block.Labels[1], "provider_config_key": "aws", "expressions": expressions})
			each := block.Body.Attributes["for_each"]
			if each == nil {
				add(block, "", context)
				continue
			}
			keys := []string{}
			for it := evaluate(each.Expr, context).ElementIterator(); it.Next(); {
				_, element := it.Element()
				keys = append(keys, element.AsString())
			}
			sort.Strings(keys)
			for _, key := range keys {
				inner := context.NewChild()
				inner.Variables = map[string]cty.Value{"each": cty.ObjectVal(map[string]cty.Value{"key": cty.StringVal(key), "value": cty.StringVal(key)})}
				quoted, _ := json.Marshal(key)
				add(block, "["+string(quoted)+"]", inner)
			}
		}
	}
	return object{"format_version": "1.2",
		"planned_values":   object{"root_module": object{"resources": resources}},
		"resource_changes": changes,
		"configuration":    object{"provider_config": providers, "root_module": object{"resources": configuration}}}
}

func main() {
	source, err := io.ReadAll(os.Stdin)
	must(err)
	raw, err := os.ReadFile(os.Args[2])
	must(err)
	var values given
	must(json.Unmarshal(raw, &values))

	file, diagnostics := hclsyntax.ParseConfig(source, "main.tf", hcl.InitialPos)
	must(func() error {
		if diagnostics.HasErrors() {
			return diagnostics
		}
		return nil
	}())
	if !bytes.Equal(hclwrite.Format(source), source) {
		problem("the formatter changes it")
		os.Stderr.Write(hclwrite.Format(source))
	}
	body := file.Body.(*hclsyntax.Body)
	all := readAttributes(os.Args[1])
	for _, block := range body.Blocks {
		if block.Type == "resource" || block.Type == "data" || block.Type == "provider" {
			checkBlock(all, block)
		}
	}
	result := plan(body, scope(body, values))
	if len(problems) > 0 {
		fmt.Fprintln(os.Stderr, strings.Join(problems, "\n"))
		os.Exit(1)
	}
	encoder := json.NewEncoder(os.Stdout)
	encoder.SetEscapeHTML(false)
	encoder.SetIndent("", " ")
	must(encoder.Encode(result))
}
