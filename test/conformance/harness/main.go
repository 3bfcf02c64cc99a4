// The conformance harness: what BuildKit's own parser, instruction reader and word lexer say.
//
//	harness files    reads paths, one a line, from standard input
//	harness words    reads expansion cases, one JSON object a line, from standard input
//
// Either prints one JSON object a line, in the order of the input.
package main

import (
	"bufio"
	"bytes"
	"encoding/json"
	"fmt"
	"os"
	"sort"
	"strings"

	"github.com/moby/buildkit/frontend/dockerfile/instructions"
	"github.com/moby/buildkit/frontend/dockerfile/linter"
	"github.com/moby/buildkit/frontend/dockerfile/parser"
	"github.com/moby/buildkit/frontend/dockerfile/shell"
)

type heredoc struct {
	Name    string `json:"name"`
	Expand  bool   `json:"expand"`
	Chomp   bool   `json:"chomp"`
	FD      uint   `json:"fd"`
	Content string `json:"content"`
}

type instruction struct {
	Keyword  string    `json:"keyword"`
	Start    int       `json:"start"`
	End      int       `json:"end"`
	Flags    []string  `json:"flags,omitempty"`
	Heredocs []heredoc `json:"heredocs,omitempty"`
	Args     []string  `json:"args,omitempty"`
	JSON     bool      `json:"json,omitempty"`
	Mounts   []string  `json:"mounts,omitempty"`
	Error    string    `json:"error,omitempty"`
}

type result struct {
	Rejected     string        `json:"rejected,omitempty"`
	Refused      string        `json:"refused,omitempty"`
	Escape       string        `json:"escape,omitempty"`
	Syntax       string        `json:"syntax,omitempty"`
	Instructions []instruction `json:"instructions,omitempty"`
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: harness files|words")
		os.Exit(2)
	}
	in := bufio.NewReader(os.Stdin)
	out := bufio.NewWriter(os.Stdout)
	defer out.Flush()
	encoder := json.NewEncoder(out)
	encoder.SetEscapeHTML(false)
	for {
		line, err := in.ReadString('\n')
		line = strings.TrimSuffix(line, "\n")
		if line != "" {
			if os.Args[1] == "words" {
				must(encoder.Encode(expand(line)))
			} else {
				text, err := os.ReadFile(line)
				must(err)
				must(encoder.Encode(read(text)))
			}
		}
		if err != nil {
			return
		}
	}
}

func must(err error) {
	if err != nil {
		fmt.Fprintln(os.Stderr, err)
		os.Exit(1)
	}
}

func read(text []byte) (r result) {
	defer func() {
		if fault := recover(); fault != nil {
			r = result{Rejected: fmt.Sprint("panic: ", fault)}
		}
	}()
	if _, cmdline, _, ok := parser.DetectSyntax(text); ok {
		r.Syntax = cmdline
	}
	parsed, err := parser.Parse(bytes.NewReader(text))
	if err != nil {
		r.Rejected = err.Error()
		return r
	}
	r.Escape = string(parsed.EscapeToken)
	for _, node := range parsed.AST.Children {
		r.Instructions = append(r.Instructions, describe(node))
	}
	stages, _, err := instructions.Parse(parsed.AST, quiet)
	if err != nil {
		r.Refused = err.Error()
	} else if len(stages) == 0 {
		r.Refused = "dockerfile contains no stages to build"
	}
	return r
}

// quiet is a linter that says nothing; without one a comment `check=…` before an instruction crashes BuildKit.
var quiet = linter.New(&linter.Config{})

func describe(node *parser.Node) instruction {
	i := instruction{Keyword: node.Value, Start: node.StartLine, End: node.EndLine, Flags: node.Flags}
	for _, h := range node.Heredocs {
		i.Heredocs = append(i.Heredocs, heredoc{h.Name, h.Expand, h.Chomp, h.FileDescriptor, h.Content})
	}
	parsed, err := instructions.ParseInstructionWithLinter(node, quiet)
	if err != nil {
		i.Error = err.Error()
		return i
	}
	i.JSON = node.Attributes["json"]
	i.Args, i.Mounts = arguments(parsed)
	if _, ok := parsed.(*instructions.OnbuildCommand); ok {
		i.Args = describeTrigger(node.Next.Children[0])
	}
	return i
}

// describeTrigger reads what ONBUILD holds. BuildKit itself does so only in the image that is built on this one.
func describeTrigger(node *parser.Node) []string {
	trigger := describe(node)
	out := append([]string{trigger.Keyword}, trigger.Flags...)
	if trigger.Error != "" {
		return append(out, "error")
	}
	return append(out, trigger.Args...)
}

func arguments(parsed any) (args []string, mounts []string) {
	switch c := parsed.(type) {
	case *instructions.Stage:
		args = []string{c.BaseName, c.Name, c.Platform}
	case *instructions.RunCommand:
		args = c.CmdLine
		mounts = describeMounts(c)
	case *instructions.CmdCommand:
		args = c.CmdLine
	case *instructions.EntrypointCommand:
		args = c.CmdLine
	case *instructions.CopyCommand:
		args = append([]string{c.From, c.DestPath}, c.SourcePaths...)
	case *instructions.AddCommand:
		args = append([]string{"", c.DestPath}, c.SourcePaths...)
	case *instructions.EnvCommand:
		for _, pair := range c.Env {
			args = append(args, pair.Key, pair.Value)
		}
	case *instructions.LabelCommand:
		for _, pair := range c.Labels {
			args = append(args, pair.Key, pair.Value)
		}
	case *instructions.ArgCommand:
		for _, pair := range c.Args {
			if pair.Value == nil {
				args = append(args, pair.Key)
			} else {
				args = append(args, pair.Key+"="+*pair.Value)
			}
		}
	case *instructions.ExposeCommand:
		args = c.Ports
	case *instructions.VolumeCommand:
		args = c.Volumes
	case *instructions.UserCommand:
		args = []string{c.User}
	case *instructions.WorkdirCommand:
		args = []string{c.Path}
	case *instructions.StopSignalCommand:
		args = []string{c.Signal}
	case *instructions.MaintainerCommand:
		args = []string{c.Maintainer}
	case *instructions.ShellCommand:
		args = c.Shell
	case *instructions.HealthCheckCommand:
		args = c.Health.Test
	}
	return args, mounts
}

// describeMounts reads the mounts with every variable left as it is written.
func describeMounts(c *instructions.RunCommand) []string {
	if len(instructions.GetMounts(c)) == 0 {
		return nil
	}
	if err := c.Expand(func(word string) (string, error) { return word, nil }); err != nil {
		return []string{"error"}
	}
	var out []string
	for _, m := range instructions.GetMounts(c) {
		text := fmt.Sprintf("%s from=%s source=%s target=%s ro=%v id=%s sharing=%s required=%v",
			m.Type, m.From, m.Source, m.Target, m.ReadOnly, m.CacheID, m.CacheSharing, m.Required)
		if m.Env != nil {
			text += " env=" + *m.Env
		}
		if m.Mode != nil {
			text += fmt.Sprintf(" mode=%o", *m.Mode)
		}
		if m.UID != nil {
			text += fmt.Sprintf(" uid=%d", *m.UID)
		}
		if m.GID != nil {
			text += fmt.Sprintf(" gid=%d", *m.GID)
		}
		out = append(out, text)
	}
	return out
}

type wordCase struct {
	Word   string            `json:"word"`
	Env    map[string]string `json:"env"`
	Escape string            `json:"escape"`
}

type wordResult struct {
	Value     string   `json:"value"`
	Words     []string `json:"words,omitempty"`
	Unmatched []string `json:"unmatched,omitempty"`
	Error     bool     `json:"error,omitempty"`
}

type environment map[string]string

func (e environment) Get(name string) (string, bool) {
	value, ok := e[name]
	return value, ok
}

func (e environment) Keys() []string {
	return nil
}

func expand(line string) wordResult {
	var c wordCase
	must(json.Unmarshal([]byte(line), &c))
	escape := '\\'
	if c.Escape != "" {
		escape = []rune(c.Escape)[0]
	}
	lex := shell.NewLex(escape)
	found, err := lex.ProcessWordWithMatches(c.Word, environment(c.Env))
	if err != nil {
		return wordResult{Error: true}
	}
	r := wordResult{Value: found.Result, Words: found.Words}
	for name := range found.Unmatched {
		r.Unmatched = append(r.Unmatched, name)
	}
	sort.Strings(r.Unmatched)
	return r
}
