create table product (
  id    bigint primary key,
  name  varchar(100) not null,
  cents bigint not null,
  stock int not null check (stock >= 0)
);

insert into product (id, name, cents, stock)
values (1, 'lamp', 4900, 10), (2, 'chair', 12900, 5), (3, 'desk', 39900, 1);

create table purchase (
  id        bigint generated always as identity primary key,
  cart      varchar(64) not null,
  cents     bigint not null,
  placed_at timestamptz not null default now()
);
