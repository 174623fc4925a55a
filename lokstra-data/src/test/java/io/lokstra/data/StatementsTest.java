package io.lokstra.data;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.time.Instant;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedClass;
import org.junit.jupiter.params.provider.EnumSource;

@ParameterizedClass
@EnumSource(TestDatabase.class)
class StatementsTest {
  private final DbPool db;

  StatementsTest(TestDatabase database) {
    db = DbPool.open(database.options());
  }

  enum Kind {
    PLAIN,
    FANCY
  }

  record NewItem(String name, Kind kind, Optional<BigDecimal> price, Optional<LocalDate> dueDate) {
    static NewItem named(String name) {
      return new NewItem(name, Kind.PLAIN, Optional.empty(), Optional.empty());
    }
  }

  record Item(
      long id,
      String name,
      Kind kind,
      Optional<BigDecimal> price,
      @Nullable LocalDate dueDate,
      Instant madeAt) {}

  static final String INSERT =
      "insert into item (name, kind, price, due_date) values (:name, :kind, :price, :dueDate)";

  @AfterEach
  void close() {
    db.close();
  }

  @Test
  void writesAndReadsRecords() {
    LocalDate due = LocalDate.of(2026, 11, 24);
    NewItem fancy =
        new NewItem("a", Kind.FANCY, Optional.of(new BigDecimal("12.50")), Optional.of(due));

    Item written = db.update(INSERT).bind(fancy).returning(Item.class);
    db.update(INSERT).bind(NewItem.named("b")).run();

    assertThat(written.name()).isEqualTo("a");
    assertThat(written.kind()).isEqualTo(Kind.FANCY);
    assertThat(written.price()).hasValue(new BigDecimal("12.50"));
    assertThat(written.dueDate()).isEqualTo(due);
    assertThat(written.madeAt()).isBeforeOrEqualTo(Instant.now());
    assertThat(
            db.query("select * from item where id = :id")
                .bind("id", written.id())
                .as(Item.class)
                .first())
        .hasValue(written);
    List<Item> all = db.query("select * from item order by id").as(Item.class).list();
    assertThat(all).extracting(Item::name).containsExactly("a", "b");
    assertThat(all.get(1).price()).isEmpty();
    assertThat(all.get(1).dueDate()).isNull();
  }

  @Test
  void readsSingleValues() {
    db.update(INSERT).runForEach(List.of(NewItem.named("a"), NewItem.named("b")));

    assertThat(db.query("select count(*) from item").as(long.class).one()).isEqualTo(2);
    assertThat(db.query("select name from item order by name").as(String.class).list())
        .containsExactly("a", "b");
    assertThat(db.query("select name from item where name = 'c'").as(String.class).first())
        .isEmpty();
  }

  @Test
  void returnsGeneratedKeys() {
    long first = db.update(INSERT).bind(NewItem.named("a")).returning("id", long.class);
    long second = db.update(INSERT).bind(NewItem.named("b")).returning("id", long.class);

    assertThat(second).isGreaterThan(first);
  }

  @Test
  void returnsWhatAnUpdateWrote() {
    long id = db.update(INSERT).bind(NewItem.named("a")).returning("id", long.class);
    Update rename = db.update("update item set name = :name where id = :id");

    assertThat(rename.bind(Map.of("id", id, "name", "b")).returningFirst(Item.class))
        .hasValueSatisfying(item -> assertThat(item.name()).isEqualTo("b"));
    Update nothing = db.update("update item set name = 'c' where id = -1");
    assertThat(nothing.returningFirst(Item.class)).isEmpty();
    assertThatThrownBy(() -> nothing.returning(Item.class))
        .isInstanceOf(DbException.class)
        .hasMessageContaining("no row was written");
  }

  @Test
  void bindsListsAsArrays() {
    db.update(INSERT)
        .runForEach(List.of(NewItem.named("a"), NewItem.named("b"), NewItem.named("c")));

    List<String> found =
        db.query("select name from item where name = any(:names) order by name")
            .bind("names", new String[] {"a", "c"})
            .as(String.class)
            .list();
    assertThat(found).containsExactly("a", "c");
  }

  @Test
  void sendsComparisonsAsTheyStand() {
    assertThat(db.query("select 1 where 1<2 and 2>1 and 'a' <> ':b'").as(int.class).list())
        .containsExactly(1);
  }

  @Test
  void handsRowsOverOneByOne() {
    db.update(INSERT)
        .runForEach(
            java.util.stream.IntStream.range(0, 1200)
                .mapToObj(i -> NewItem.named("n" + i))
                .toList());
    List<Long> seen = new ArrayList<>();

    db.query("select id from item order by id").as(Long.class).each(seen::add);
    assertThat(seen).hasSize(1200).isSorted();
    db.useTransaction(tx -> tx.query("select id from item").as(Long.class).each(seen::add));
    assertThat(seen).hasSize(2400);
  }

  @Test
  void oneMeansOne() {
    db.update(INSERT).runForEach(List.of(NewItem.named("a"), NewItem.named("b")));

    assertThatThrownBy(() -> db.query("select * from item").as(Item.class).one())
        .isInstanceOf(DbException.class)
        .hasMessage("more than one row where exactly one was expected [select * from item]");
    assertThatThrownBy(() -> db.query("select name from item where id < 0").as(String.class).one())
        .hasMessageStartingWith("no row");
  }

  @Test
  void namesTheColumnThatIsMissingNullOrTwice() {
    db.update(INSERT).bind(NewItem.named("a")).run();

    record Priced(BigDecimal price) {}
    record Named(String name) {}
    assertThatThrownBy(() -> db.query("select * from item").as(Priced.class).list())
        .hasMessage(
            "the column price is null, which Priced.price does not allow for; make it an Optional,"
                + " or the column not null");
    assertThatThrownBy(() -> db.query("select id from item").as(Named.class).list())
        .hasMessage("the result has no column for Named.name; expected name, there are [id]");
    assertThatThrownBy(() -> db.query("select a.*, b.* from item a, item b").as(Named.class).list())
        .hasMessageContaining("more than one column called name");
    assertThatThrownBy(() -> db.query("select price from item").as(String.class).list())
        .hasMessageContaining("a row is null");
  }

  @Test
  void saysWhichColumnCannotBeRead() {
    record Wrong(Kind name) {}
    record Unknown(Thread name) {}
    db.update(INSERT).bind(NewItem.named("a")).run();

    assertThatThrownBy(() -> db.query("select name from item").as(Wrong.class).list())
        .isInstanceOf(DbException.class)
        .hasMessageContaining("Wrong.name");
    assertThatThrownBy(() -> db.query("select name from item").as(Unknown.class).list())
        .hasMessageContaining("no column can be read as java.lang.Thread");
  }

  @Test
  void saysWhatTheDatabaseRefusedWithoutTheArguments() {
    assertThatThrownBy(
            () -> db.update("insert into nowhere values (:secret)").bind("secret", "pssst").run())
        .isExactlyInstanceOf(DbException.class)
        .hasMessageContaining("[insert into nowhere values (:secret)]")
        .hasMessageNotContaining("pssst");
    assertThatThrownBy(() -> db.query("select :a").bind("b", 1).as(int.class).one())
        .hasMessageContaining("a");
  }

  @Test
  void tellsADuplicateFromOtherErrors() {
    db.update(INSERT).bind(NewItem.named("a")).run();

    assertThatThrownBy(() -> db.update(INSERT).bind(NewItem.named("a")).run())
        .isInstanceOfSatisfying(
            UniqueViolationException.class,
            e -> {
              assertThat(e.sqlState()).isEqualTo("23505");
              assertThat(e.violates("item_name_unique")).isTrue();
              assertThat(e.violates("item_pkey")).isFalse();
            });
  }

  @Test
  void letsJdbiDoTheRest() {
    db.update(INSERT).bind(NewItem.named("a")).run();

    Map<String, Long> ids =
        db.with(handle ->
            handle
                .createQuery("select name, id from item")
                .setMapKeyColumn("name")
                .setMapValueColumn("id")
                .collectInto(new org.jdbi.v3.core.generic.GenericType<Map<String, Long>>() {}));
    assertThat(ids).containsOnlyKeys("a");
    int[] deleted =
        db.jdbi().withHandle(handle -> handle.createBatch().add("delete from item").execute());
    assertThat(deleted).containsExactly(1);
    assertThatThrownBy(() -> db.with(handle -> handle.execute("delete from nowhere")))
        .isInstanceOf(DbException.class);
  }

  @Test
  void reportsItsStatus() {
    assertThat(db.status().reachable()).isTrue();
    assertThat(db.status().problem()).isEmpty();
    assertThat(db.status().inUse()).isZero();
    assertThat(db.name()).isEqualTo("db");
    db.close();
    assertThat(db.status().reachable()).isFalse();
    assertThat(db.status().problem()).contains("closed");
  }
}
