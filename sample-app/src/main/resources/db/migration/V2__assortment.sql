INSERT INTO products (name, price, thumbnail)
SELECT name, price, convert_to(format(
	'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 8 8"><circle cx="4" cy="4" r="4" fill="%s"/></svg>',
	colour), 'UTF8')
FROM (VALUES
	('Espresso beans, 1 kg', 24.90, '#6f4e37'),
	('Filter papers, 100', 6.50, '#d8c3a5'),
	('Hand grinder', 89.00, '#3d405b'),
	('Pour-over kettle', 59.00, '#81b29a'),
	('Stoneware cup', 18.00, '#e07a5f')
) AS assortment (name, price, colour);

INSERT INTO categories (name, search_tags) VALUES
	('Coffee', '{beans,espresso,filter}'),
	('Tools', '{grinder,kettle,brewing}'),
	('Tableware', '{cup,stoneware}');
