void main() {
  IO.println("Hello, Lokstra!");
}
