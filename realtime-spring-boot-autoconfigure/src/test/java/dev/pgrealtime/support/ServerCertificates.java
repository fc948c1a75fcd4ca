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

package dev.pgrealtime.support;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;

/**
 * The key of a server, and whatever certificate it shall show to those who ask for TLS,
 * issued by an authority of its own. Made with the JDK's own tool.
 */
public final class ServerCertificates {

	private static final String PASSWORD = "changeit";

	private final Path directory;

	/**
	 * Create a key and an authority.
	 * @param directory where the files are kept
	 */
	public ServerCertificates(Path directory) {
		this.directory = directory;
		keytool("-genkeypair", "-alias", "authority", "-keyalg", "EC", "-dname", "CN=authority", "-ext", "bc:c",
				"-validity", "30");
		keytool("-genkeypair", "-alias", "server", "-keyalg", "EC", "-dname", "CN=server", "-validity", "30");
		keytool("-certreq", "-alias", "server", "-file", file("request"));
		keytool("-exportcert", "-alias", "authority", "-rfc", "-file", file("authority.crt"));
		writeKey();
	}

	/**
	 * Issue a certificate, which replaces the one before.
	 * @param names for whom it is, such as {@code ip:127.0.0.1}
	 * @param start when it begins to be valid, such as {@code -1d}
	 * @param days how long it is
	 * @return these certificates
	 */
	public ServerCertificates issue(String names, String start, int days) {
		keytool("-gencert", "-alias", "authority", "-infile", file("request"), "-outfile", file("server.crt"), "-rfc",
				"-ext", "san=" + names, "-startdate", start, "-validity", Integer.toString(days));
		return this;
	}

	/**
	 * Return the file with the certificate of the authority.
	 * @return an absolute path
	 */
	public String authority() {
		return file("authority.crt");
	}

	/**
	 * Return the settings of a server that shows the certificate.
	 * @return settings as {@code name=value}
	 */
	public String[] settings() {
		return new String[] { "ssl=on", "ssl_cert_file=" + file("server.crt"), "ssl_key_file=" + file("server.key") };
	}

	private void writeKey() {
		try (InputStream in = Files.newInputStream(Path.of(file("store")))) {
			KeyStore store = KeyStore.getInstance("PKCS12");
			store.load(in, PASSWORD.toCharArray());
			String key = Base64.getMimeEncoder(64, new byte[] { '\n' })
				.encodeToString(store.getKey("server", PASSWORD.toCharArray()).getEncoded());
			Path file = Path.of(file("server.key"));
			Files.writeString(file, "-----BEGIN PRIVATE KEY-----\n%s\n-----END PRIVATE KEY-----\n".formatted(key));
			// The server refuses a key that others may read
			Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private void keytool(String... arguments) {
		List<String> command = new ArrayList<>(
				List.of(System.getProperty("java.home") + File.separator + "bin" + File.separator + "keytool"));
		command.addAll(List.of(arguments));
		command.addAll(List.of("-storetype", "PKCS12", "-keystore", file("store"), "-storepass", PASSWORD));
		try {
			int exitValue = new ProcessBuilder(command).redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start()
				.waitFor();
			if (exitValue != 0) {
				throw new IllegalStateException("%s ended with %d".formatted(command, exitValue));
			}
		}
		catch (IOException ex) {
			throw new UncheckedIOException(ex);
		}
		catch (InterruptedException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private String file(String name) {
		return this.directory.resolve(name).toAbsolutePath().toString();
	}

}
