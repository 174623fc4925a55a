// What bench/router measures against: the mean time of a look-up in Go's httprouter over the 203 routes of the GitHub
// API, one request for each, as the go-http-routing-benchmark project makes them.
//
// Prints one line for each way to look up: its name, nanoseconds and bytes for one look-up.
package main

import (
	"bufio"
	"fmt"
	"net/http"
	"os"
	"strings"
	"testing"

	"github.com/julienschmidt/httprouter"
)

type route struct{ method, path string }

type nowhere struct{}

func (nowhere) Header() http.Header             { return nil }
func (nowhere) Write(bytes []byte) (int, error) { return len(bytes), nil }
func (nowhere) WriteHeader(int)                 {}

func read(file string) []route {
	in, err := os.Open(file)
	if err != nil {
		fmt.Fprintln(os.Stderr, "go-httprouter:", err)
		os.Exit(1)
	}
	defer in.Close()
	var routes []route
	lines := bufio.NewScanner(in)
	for lines.Scan() {
		line := lines.Text()
		if strings.HasPrefix(line, "#") {
			continue
		}
		method, path, _ := strings.Cut(line, " ")
		path = strings.NewReplacer("{", ":", "}", "").Replace(path)
		routes = append(routes, route{method, path})
	}
	return routes
}

func report(name string, routes []route, all func()) {
	result := testing.Benchmark(func(b *testing.B) {
		b.ReportAllocs()
		for i := 0; i < b.N; i++ {
			all()
		}
	})
	lookups := float64(result.N) * float64(len(routes))
	fmt.Printf("%s %.2f %.2f\n", name, float64(result.T.Nanoseconds())/lookups, float64(result.MemBytes)/lookups)
}

func main() {
	if len(os.Args) != 2 {
		fmt.Fprintln(os.Stderr, "usage: go-httprouter <file of routes>")
		os.Exit(2)
	}
	routes := read(os.Args[1])
	router := httprouter.New()
	found := 0
	for _, r := range routes {
		router.Handle(r.method, r.path, func(http.ResponseWriter, *http.Request, httprouter.Params) { found++ })
	}

	request, _ := http.NewRequest("GET", "/", nil)
	report("servehttp", routes, func() {
		for _, r := range routes {
			request.Method = r.method
			request.RequestURI = r.path
			request.URL.Path = r.path
			router.ServeHTTP(nowhere{}, request)
		}
	})
	report("lookup", routes, func() {
		for _, r := range routes {
			if handle, _, _ := router.Lookup(r.method, r.path); handle != nil {
				found++
			}
		}
	})
	if found == 0 || found%len(routes) != 0 {
		fmt.Fprintln(os.Stderr, "go-httprouter: a request found no route")
		os.Exit(1)
	}
}
