CREATE TYPE order_status AS ENUM ('PENDING', 'PAID', 'SHIPPED', 'CANCELLED');

CREATE TABLE orders (
	id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	user_id uuid NOT NULL,
	status order_status NOT NULL DEFAULT 'PENDING',
	order_date date NOT NULL DEFAULT current_date,
	required_date date,
	preferred_ship_time time,
	ship_address text NOT NULL,
	metadata jsonb NOT NULL DEFAULT '{}',
	total_cents bigint NOT NULL DEFAULT 0 CHECK (total_cents >= 0),
	created_at timestamptz NOT NULL DEFAULT now(),
	updated_at timestamptz NOT NULL DEFAULT now(),
	deleted_at timestamptz
);

CREATE INDEX orders_created_at ON orders (created_at DESC);

CREATE TABLE order_details (
	id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	order_id uuid NOT NULL REFERENCES orders ON DELETE CASCADE,
	product_name text NOT NULL,
	quantity int NOT NULL CHECK (quantity > 0),
	unit_price numeric(10, 2) NOT NULL CHECK (unit_price >= 0),
	created_at timestamptz NOT NULL DEFAULT now(),
	updated_at timestamptz NOT NULL DEFAULT now(),
	deleted_at timestamptz
);

CREATE INDEX order_details_order_id ON order_details (order_id);

CREATE TABLE products (
	id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	name text NOT NULL UNIQUE,
	price numeric(10, 2) NOT NULL CHECK (price >= 0),
	thumbnail bytea,
	created_at timestamptz NOT NULL DEFAULT now(),
	updated_at timestamptz NOT NULL DEFAULT now(),
	deleted_at timestamptz
);

CREATE TABLE categories (
	id uuid PRIMARY KEY DEFAULT gen_random_uuid(),
	user_id uuid,
	name text NOT NULL,
	search_tags text[] NOT NULL DEFAULT '{}',
	created_at timestamptz NOT NULL DEFAULT now(),
	updated_at timestamptz NOT NULL DEFAULT now(),
	deleted_at timestamptz
);
