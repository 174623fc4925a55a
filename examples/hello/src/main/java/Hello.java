import io.lokstra.http.App;

void main(String[] args) {
  App.named("hello", ":8080").get("/", ctx -> ctx.text("Hello, Lokstra!")).run(args);
}
