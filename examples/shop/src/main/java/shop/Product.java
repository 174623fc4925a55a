package shop;

/**
 * Something that is sold.
 *
 * @param id its number
 * @param name what it is
 * @param cents its price
 */
record Product(long id, String name, long cents) {}
