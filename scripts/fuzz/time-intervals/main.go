// Reads a case a line, {"interval": {...}, "times": [seconds...]}, and prints Alertmanager's verdict a line: "refused",
// or a digit for each time, 1 where the interval contains it.
package main

import (
	"bufio"
	"encoding/json"
	"fmt"
	"os"
	"strings"
	"time"

	"github.com/prometheus/alertmanager/timeinterval"
	"gopkg.in/yaml.v2"
)

type testCase struct {
	Interval json.RawMessage `json:"interval"`
	Times    []int64         `json:"times"`
}

func main() {
	lines := bufio.NewScanner(os.Stdin)
	lines.Buffer(nil, 1<<20)
	for lines.Scan() {
		var each testCase
		if err := json.Unmarshal(lines.Bytes(), &each); err != nil {
			panic(err)
		}
		fmt.Println(verdict(each))
	}
}

func verdict(each testCase) string {
	var interval timeinterval.TimeInterval
	if yaml.UnmarshalStrict(each.Interval, &interval) != nil {
		return "refused"
	}
	var digits strings.Builder
	for _, seconds := range each.Times {
		if interval.ContainsTime(time.Unix(seconds, 0).UTC()) {
			digits.WriteByte('1')
		} else {
			digits.WriteByte('0')
		}
	}
	return digits.String()
}
