package main

import (
	"encoding/json"
	"fmt"
	"io"
	"maps"
	"os"
	"slices"
	"strings"

	"github.com/alecthomas/kong"
)

// configFile answers for flags that were given neither on the command line nor by
// environment, from a JSON object whose keys are the flags' names:
//
//	{"data": "records", "master-key": "safe/master.txt", "listen": "127.0.0.1:8443"}
type configFile map[string]any

// readConfigFile reads the file that --config names.
func readConfigFile(r io.Reader) (kong.Resolver, error) {
	file := configFile{}
	if err := json.NewDecoder(r).Decode(&file); err != nil {
		return nil, fmt.Errorf("read configuration: expected a JSON object of flag names and values: %w", err)
	}
	return file, nil
}

// Validate names every key that is no flag of serve: a setting misspelt is a
// setting not made, such as a witness copy nobody writes.
func (f configFile) Validate(app *kong.Application) error {
	known := map[string]bool{}
	for _, cmd := range app.Children {
		if cmd.Name != "serve" {
			continue
		}
		for _, flag := range cmd.Flags {
			known[flag.Name] = flag.Name != "config" && flag.Name != "init"
		}
	}
	var unknown []string
	for _, key := range slices.Sorted(maps.Keys(f)) {
		if !known[key] {
			unknown = append(unknown, fmt.Sprintf("%q", key))
		}
	}
	if len(unknown) > 0 {
		return fmt.Errorf("configuration file: no such setting: %s; keys are the names of the flags in serve --help", strings.Join(unknown, ", "))
	}
	return nil
}

// Resolve gives a flag's value; nil leaves it as the environment or its default
// has it.
func (f configFile) Resolve(_ *kong.Context, _ *kong.Path, flag *kong.Flag) (any, error) {
	for _, name := range flag.Envs {
		if _, set := os.LookupEnv(name); set {
			return nil, nil
		}
	}
	return f[flag.Name], nil
}
