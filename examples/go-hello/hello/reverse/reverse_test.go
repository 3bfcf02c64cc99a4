package reverse

import "testing"

func TestString(t *testing.T) {
	if got := String("Hé!"); got != "!éH" {
		t.Errorf("String = %q", got)
	}
}
