/*
 * Copyright 2026-present the original author or authors.
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package dev.pgrealtime.mapping.hibernate;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Random;
import java.util.UUID;
import java.util.function.Function;

/**
 * The values that a type is tested with, as SQL: its edges, and some at random but always
 * the same.
 */
final class TypeValues {

	private static final int RANDOM_VALUES = 12;

	private static final String DATES = """
			2026-02-03 1970-01-01 1969-12-31 2000-02-29 1900-01-01 1883-11-18 1847-12-01 1583-01-01 1582-10-15 1582-10-14 \
			1582-10-05 1582-10-04 1500-02-28 1000-01-01 0001-01-01 0001-12-31_BC 0045-03-15_BC 4713-01-01_BC 9999-12-31 \
			10000-01-01 294276-12-31 5874897-12-31 2026-03-29 2026-10-25 2018-11-04 1945-05-24 infinity -infinity""";

	private static final String TIMES = """
			00:00:00 00:00:00.000001 12:34:56.789 12:34:56.123456 02:30:00 23:59:59 23:59:59.999 23:59:59.999999 24:00:00""";

	private static final String TIMESTAMPS = """
			2026-02-03T04:05:06.123456 2026-02-03T04:05:06.1 2026-02-03T00:00:00 1970-01-01T00:00:00 1969-12-31T23:59:59.999999 \
			1969-07-20T20:17:40.5 2026-03-29T02:30:00 2026-03-29T02:59:59.999999 2026-10-25T02:30:00 2026-03-08T02:30:00 \
			1900-01-01T00:00:00 1883-11-18T12:03:58 1893-04-01T00:03:00 1582-10-15T00:00:00 1582-10-10T12:00:00 \
			1582-10-04T23:59:59 1500-06-01T12:00:00 0001-01-01T00:00:00 2040-07-01T12:00:00 9999-12-31T23:59:59.999999 \
			10000-01-01T00:00:00 294276-12-31T23:59:59.999999 infinity -infinity""";

	private TypeValues() {
	}

	static List<String> of(String type) {
		if (type.endsWith("[]")) {
			return arrays(type, of(type.substring(0, type.length() - 2)));
		}
		return switch (type) {
			case "boolean" -> List.of("true", "false");
			case "bit(1)" -> List.of("B'1'", "B'0'");
			case "smallint" -> with(type,
					List.of("0", "1", "2", "3", "-5", "300", "127", "128", "-128", "-129", "-1", "32767", "-32768"),
					(random) -> "" + (short) random.nextInt());
			case "integer" -> with(type, List.of("0", "1", "-1", "2", "2026", "32767", "32768", "-32768", "-32769",
					"16777217", "2147483647", "-2147483648"), (random) -> "" + random.nextInt());
			case "positive" -> with(type, List.of("1", "2147483647"), (random) -> "" + (1 + random.nextInt(1 << 30)));
			case "bigint" -> with(type,
					List.of("0", "1", "-1", "2147483647", "2147483648", "-2147483649", "9007199254740993",
							"999999999999999999", "1000000000000000000", "9223372036854775807", "-9223372036854775808"),
					(random) -> "" + random.nextLong());
			case "oid", "regclass" -> List.of("0", "1", "2147483647", "2147483648", "4294967295", "1259");
			case "xid", "cid" -> quoted("0", "1", "2147483647", "2147483648", "4294967295");
			case "xid8" ->
				quoted("0", "1", "4294967296", "9223372036854775807", "9223372036854775808", "18446744073709551615");
			case "numeric" -> numerics();
			case "numeric(12,2)" ->
				with(type, List.of("0", "1.50", "-0.01", "9999999999.99", "-9999999999.99", "'NaN'"),
						(random) -> random.nextLong(1_000_000_000_000L) + "/100.0");
			case "numeric(38,0)" -> with(type, List.of("0", "-1", "1" + "0".repeat(37), "-" + "9".repeat(38), "'NaN'"),
					(random) -> random.nextLong() + "" + (100_000_000 + random.nextInt(900_000_000)));
			case "real" -> with(type,
					quoted("0", "-0", "1", "0.1", "-1.5", "1e-45", "1.17549435e-38", "3.4028235e38", "-3.4028235e38",
							"16777216", "1e15", "NaN", "Infinity", "-Infinity"),
					(random) -> "'" + Float.intBitsToFloat(random.nextInt(0x7f000000)) + "'");
			case "double precision" -> with(type,
					quoted("0", "-0", "1", "0.1", "0.30000000000000004", "4.9e-324", "2.2250738585072014e-308",
							"1.7976931348623157e308", "9007199254740993", "1e22", "1e100", "2e-3", "3.4028235e38",
							"3.4028236e38", "NaN", "Infinity", "-Infinity"),
					(random) -> "'" + Double.longBitsToDouble(random.nextLong(0x7fe0000000000000L)) + "'");
			case "money" -> with(type,
					List.of("0::money", "1.5::numeric::money", "(-1.50)::numeric::money", "(-0.01)::numeric::money",
							"1234567.89::numeric::money", "92233720368547758.07::numeric::money",
							"(-92233720368547758.08)::numeric::money"),
					(random) -> "(" + random.nextInt() + "/100.0)::numeric::money");
			default -> others(type);
		};
	}

	private static List<String> others(String type) {
		return switch (type) {
			case "text", "character varying" -> texts(type, 1_000_000);
			case "varchar(2000)", "label", "citext" -> texts(type, 2000);
			case "varchar(255)" -> quoted("HAPPY", "so_so", "Größe", "$odd_1", "happy", "", "low, \"quoted\"",
					"hi'gh ü", "a0eebc99-9c0b-4ef8-bb6d-6bb9bd380a11", "LOST", "\uD83D\uDE00");
			case "url" -> quoted("https://example.org/a?b=c#d", "file:/tmp", "no url");
			case "locale" -> quoted("en", "de-CH", "tr", "zh-Hant-TW", "ar-EG-u-nu-arab", "");
			case "currency" -> quoted("EUR", "JPY", "none");
			case "zone" -> quoted("UTC", "Europe/Berlin", "America/St_Johns", "Asia/Kolkata", "+02:00", "Nowhere/Town");
			case "zone_offset" -> quoted("Z", "+00:00", "+05:30", "-03:30", "-18:00", "+25:00");
			case "class_name" -> quoted("java.lang.String", "no.such.Class");
			case "char(8)" -> quoted("", "a", "ab ", "  ab", "12345678", "\uD83D\uDE00ü");
			case "char(1)" -> quoted("x", "", "Y", "N", "T", "F", "ü", "€");
			case "name" -> quoted("", "pg_class", "Ünïcode", "x".repeat(63));
			case "\"char\"" -> quoted("", "a", "\\200", "ü");
			case "bit(4)" -> List.of("B'0000'", "B'1111'", "B'0101'");
			case "bit varying" -> List.of("B''", "B'1'", "B'0'", "B'10101'", "repeat('10', 500)::varbit");
			case "inet" -> quoted("0.0.0.0", "192.168.0.1", "192.168.0.1/24", "255.255.255.255/32", "10.0.0.0/8", "::",
					"::1", "fe80::1/64", "2001:db8:85a3::8a2e:370:7334", "::ffff:1.2.3.4", "::ffff:1.2.3.4/128");
			case "cidr" -> quoted("0.0.0.0/0", "192.168.0.0/24", "192.168.0.1/32", "2001:db8::/32", "::1/128");
			case "macaddr" -> quoted("08:00:2b:01:02:03", "00:00:00:00:00:00", "ff:ff:ff:ff:ff:ff");
			case "macaddr8" -> quoted("08:00:2b:01:02:03:04:05", "ff:ff:ff:ff:ff:ff:ff:ff");
			case "point" ->
				quoted("(0,0)", "(-0,1e-300)", "(1.5,-2.25)", "(NaN,Infinity)", "(0.1,0.30000000000000004)");
			case "line" -> quoted("{1,2,3}", "{-1,0,0.5}");
			case "lseg" -> quoted("[(0,0),(1,1)]", "[(-1.5,2),(1e10,0)]");
			case "box" -> quoted("(1,1),(0,0)", "(0,0),(0,0)");
			case "path" -> quoted("[(0,0),(1,1),(2,0)]", "((0,0),(1,1),(2,0))");
			case "polygon" -> quoted("((0,0),(1,1),(2,0))");
			case "circle" -> quoted("<(0,0),1>", "<(1.5,-2),0>");
			case "tsvector" -> quoted("", "a fat cat", "'it''s':1A,2B fat:3C", "ü:16383");
			case "tsquery" -> quoted("", "fat & (rat | !cat)", "'it''s':A <-> b:*");
			case "jsonpath" -> quoted("$", "$.a[*] ? (@.b > 1.5)", "strict $.\"ü\"");
			case "pg_lsn" -> quoted("0/0", "16/B374D848", "FFFFFFFF/FFFFFFFF");
			case "pg_snapshot", "txid_snapshot" -> quoted("10:20:10,14,15", "1:1:");
			case "tid" -> quoted("(0,1)", "(4294967295,65535)");
			case "regtype" -> quoted("integer", "text[]", "double precision");
			case "regproc" -> quoted("now", "pg_catalog.array_out");
			case "regrole" -> quoted("postgres");
			case "regnamespace" -> quoted("pg_catalog", "public");
			case "regprocedure" -> quoted("now()", "substring(text,integer)");
			case "regoper" -> quoted("||/");
			case "regoperator" -> quoted("+(integer,integer)", "@@(tsvector,tsquery)");
			case "regconfig" -> quoted("simple", "english");
			case "regdictionary" -> quoted("simple", "english_stem");
			case "regcollation" -> quoted("\"C\"", "pg_catalog.\"default\"");
			case "refcursor" -> quoted("", "a cursor", "ü \"quoted\"");
			case "aclitem" -> quoted("postgres=arwdDxt/postgres", "=r/postgres");
			case "xml" -> quoted("<a/>", "<a b=\"c\">ü &amp; <![CDATA[x]]></a>", "text <b/>", "");
			case "uuid" -> with(type,
					quoted("00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff",
							"A0EEBC99-9C0B-4EF8-BB6D-6BB9BD380A11"),
					(random) -> "'" + new UUID(random.nextLong(), random.nextLong()) + "'");
			case "bytea" -> with(type,
					List.of("''", "'\\x00'", "'\\x00ff5c78'", "'\\x2761'", "'\\x5c'",
							"decode(repeat('00ff', 500000), 'hex')", "'\\xa0eebc999c0b4ef8bb6d6bb9bd380a11'"),
					(random) -> "'\\x" + hex(random) + "'");
			case "java_serialized" -> List.of("'\\xaced000574000361c3bc'", "'\\x00'");
			case "mood" -> quoted("HAPPY", "so_so", "Größe", "$odd_1", "in transit, \"quoted\" \\ '", "");
			case "mood_ordered" -> quoted("HAPPY", "so_so", "Größe", "$odd_1");
			case "amount" -> List.of("ROW(1.50, 'EUR')", "ROW(NULL, NULL)", "ROW(0, '')", "ROW(-1, 'a,\"b\"\\ (c)')",
					"ROW('NaN', 'NULL')", "ROW(12345678901234567890.123456789, 'ü')");
			case "hstore" -> List.of("''", "'a=>1'", "'\"k \\\"q\\\"\"=>\"v\\\\\", ü=>NULL, \"\"=>\"\"'",
					"hstore('big', repeat('x', 1000))");
			case "ltree" -> quoted("Top.Science.Astronomy", "");
			case "cube" -> quoted("(1, 2, 3)", "(0),(1)");
			case "int2vector", "oidvector" -> quoted("", "1 2 3");
			case "short_list" -> quoted("{}", "{1,2,3}", "{NULL}", "{-2147483648,NULL,2147483647}");
			case "json", "jsonb" -> jsons(type);
			case "json_object", "jsonb_object" -> quoted("{}", "{\"b\": [1, 2.50, \"ü😀\"],   \"a\": null}",
					"{\"a\": {\"b\": true}}", "{\"n\": 12345678901234567890.123456789}", "[]", "null");
			case "json_list", "jsonb_list" ->
				quoted("[]", "[1, null, -2147483648]", "[1.5]", "[2147483648]", "{}", "null");
			case "json_pet", "jsonb_pet" -> quoted("{\"name\": \"ü\", \"weight\": 1.50}", "{}", "{\"name\": null}",
					"{\"weight\": 12345678901234567890.123456789}", "null", "[1]");
			default -> temporals(type);
		};
	}

	private static List<String> temporals(String type) {
		return switch (type) {
			case "date" ->
				with(type, words(DATES), (random) -> "date '1970-01-01' + " + (random.nextInt(200_000) - 100_000));
			case "time", "time(3)" ->
				with(type, words(TIMES), (random) -> "time '00:00' + interval '1 microsecond' * %d"
					.formatted(random.nextLong(86_400_000_000L)));
			case "timetz" -> quoted("00:00:00+00", "24:00:00-15:59", "12:34:56.123456+05:30", "23:59:59.999999-03:30",
					"02:30:00+02", "00:00:00+15:59:59", "12:00:00-00:00:01");
			case "timestamp", "timestamp(0)", "timestamp(3)" ->
				with(type, timestamps(""), (random) -> timestamp(random, ""));
			case "timestamptz", "timestamptz(3)" -> {
				List<String> values = new ArrayList<>(timestamps("+00"));
				values.addAll(
						quoted("2026-02-03 04:05:06+05:30", "4713-01-01 00:00:00+00 BC", "0044-03-15 12:00:00+00 BC"));
				yield with(type, values, (random) -> timestamp(random, "+00"));
			}
			case "interval" -> with(type,
					quoted("0", "1 second", "-1 second", "00:00:00.000001", "-00:00:00.5", "1 day", "1 month",
							"1 year 2 months 3 days 04:05:06.789", "-1 year", "-1 day +01:00", "23:59:59.999999",
							"99999:00:00", "178000000 years", "-178000000 years", "2000000000:00:00.000001"),
					(random) -> "interval '1 microsecond' * %d".formatted(random.nextLong(1L << 50) - (1L << 49)));
			case "int4range" -> quoted("empty", "[1,5)", "(,)", "(,5)", "[1,)", "[-2147483648,2147483647)");
			case "int8range" -> quoted("empty", "[1,5)", "(,9223372036854775807)");
			case "numrange" -> quoted("empty", "(1.50,2.5]", "[0,0]", "(,NaN]");
			case "tsrange" -> quoted("[2026-01-01 00:00,2026-01-02 12:30)", "(,infinity)");
			case "tstzrange" -> quoted("[2026-01-01 00:00+00,2026-01-02 12:30+05:30)", "[-infinity,infinity]");
			case "daterange" -> quoted("[2026-01-01,2026-01-31]", "empty", "(,)");
			case "int4multirange" -> quoted("{}", "{[1,3),[5,9)}", "{(,)}");
			case "nummultirange" -> quoted("{}", "{(1.5,2],[3,3]}");
			case "tstzmultirange" -> quoted("{[2026-01-01 00:00+00,2026-01-02 12:30+05:30)}");
			case "int8multirange" -> quoted("{}", "{[1,3),[5,9223372036854775807)}");
			case "tsmultirange" ->
				quoted("{}", "{[2026-01-01 00:00,2026-01-02 12:30:00.5),(2027-01-01 00:00,infinity]}");
			case "datemultirange" -> quoted("{[2026-01-01,2026-02-01),(2027-01-01,)}");
			default -> throw new IllegalArgumentException("No values for " + type);
		};
	}

	private static List<String> arrays(String type, List<String> elements) {
		List<String> values = new ArrayList<>(List.of("'{}'", "ARRAY[NULL]::" + type));
		List<String> first = elements.subList(0, Math.min(3, elements.size()));
		values.add("ARRAY[%s, NULL]::%s".formatted(String.join(", ", first), type));
		values
			.add("ARRAY[[%1$s, NULL], [%1$s, %2$s]]::%3$s".formatted(first.get(0), first.get(first.size() - 1), type));
		values.add(
				"array_fill(%s::%s, ARRAY[2], ARRAY[0])".formatted(first.get(0), type.substring(0, type.length() - 2)));
		elements.stream()
			.filter((element) -> !element.contains("000000,") && !element.contains("500000"))
			.limit(25)
			.forEach((element) -> values.add("ARRAY[%s]::%s".formatted(element, type)));
		if (type.equals("integer[]")) {
			values.add("(SELECT array_agg(n) FROM generate_series(1, 150000) n)");
		}
		return values;
	}

	private static List<String> numerics() {
		return with("numeric",
				List.of("0", "-0.000", "1", "1.0", "1.50", "-1.500000000000000000000", "0.1", "1e-100", "1e100",
						"123456789012345678901234567890.123456789", "9223372036854775807", "9223372036854775808",
						"0." + "0".repeat(16382) + "1", "1" + "0".repeat(131071), "1000000000", "'NaN'", "'Infinity'",
						"'-Infinity'"),
				(random) -> random.nextLong() + "." + random.nextLong(Long.MAX_VALUE));
	}

	private static List<String> texts(String type, int length) {
		return with(type,
				List.of("''", "' '", "'a'", "'NULL'", "E'a\\nb\\r\\t\\\\ \\'\\u0001'", "'\"{,}\"'",
						"U&'\\+01F600\\00e4\\FEFF\\0001'", "'I\u0307i\u0131\u0130'",
						"repeat('\u00fc', %d)".formatted(length), "'\u0661'", "U&'\\+10FFFF'", "'a\u00a0'"),
				(random) -> "'" + text(random) + "'");
	}

	private static List<String> jsons(String type) {
		return List.of("'{}'", "'[]'", "'null'", "'\"\"'", "'1'", "'1.50'", "'true'",
				"'{\"b\": [1, 2.50, \"ü😀\"],   \"a\": null}'", "'{\"a\": 1, \"a\": 2}'", "' [1e400, -0, 1E+2] '",
				"'\"\\u00fc\\ud83d\\ude00\"'", "'12345678901234567890.1234567890'",
				"('\"' || repeat('x', 1000000) || '\"')::" + type);
	}

	private static String hex(Random random) {
		byte[] bytes = new byte[random.nextInt(64)];
		random.nextBytes(bytes);
		return HexFormat.of().formatHex(bytes);
	}

	private static String text(Random random) {
		byte[] bytes = new byte[random.nextInt(1, 60)];
		random.nextBytes(bytes);
		return new String(bytes, StandardCharsets.UTF_16BE).replaceAll("[\\x00\\x{D800}-\\x{DFFF}]", "?")
			.replace("'", "''");
	}

	private static String timestamp(Random random, String zone) {
		long micros = random.nextLong(8_000_000_000_000_000L) - 4_000_000_000_000_000L;
		return "timestamp%s '1970-01-01 00:00:00%s' + interval '1 microsecond' * %d"
			.formatted(zone.isEmpty() ? "" : "tz", zone, micros);
	}

	private static List<String> timestamps(String zone) {
		return TIMESTAMPS.lines()
			.flatMap((line) -> List.of(line.split(" ")).stream())
			.map((word) -> word.endsWith("infinity") ? "'" + word + "'" : "'" + word.replace('T', ' ') + zone + "'")
			.toList();
	}

	private static List<String> words(String text) {
		return List.of(text.split(" ")).stream().map((word) -> "'" + word.replace('_', ' ') + "'").toList();
	}

	private static List<String> quoted(String... texts) {
		return List.of(texts).stream().map((text) -> "'" + text.replace("'", "''") + "'").toList();
	}

	private static List<String> with(String type, List<String> edges, Function<Random, String> generator) {
		Random random = new Random(type.hashCode());
		List<String> values = new ArrayList<>(edges);
		for (int i = 0; i < RANDOM_VALUES; i++) {
			values.add(generator.apply(random));
		}
		return values;
	}

}
