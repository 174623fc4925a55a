create tabel second (id bigint primary key);
