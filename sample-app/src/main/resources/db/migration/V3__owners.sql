-- A line belongs to whoever its order belongs to, and says so itself: of a change in the log there is only the row.
ALTER TABLE orders ADD UNIQUE (id, user_id);
ALTER TABLE order_details ADD user_id uuid, DROP CONSTRAINT order_details_order_id_fkey;
UPDATE order_details SET user_id = orders.user_id FROM orders WHERE orders.id = order_id;
ALTER TABLE order_details
	ALTER user_id SET NOT NULL,
	ADD FOREIGN KEY (order_id, user_id) REFERENCES orders (id, user_id) ON UPDATE CASCADE ON DELETE CASCADE;
CREATE INDEX orders_user_id_created_at ON orders (user_id, created_at DESC);
DROP INDEX orders_created_at;
