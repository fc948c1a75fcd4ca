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

package dev.pgrealtime.benchmarks.server;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.util.Base64;

/**
 * A certificate that the server shows to those who ask for TLS, made with the JDK's own
 * tool.
 *
 * @param certificate the file with the certificate
 * @param key the file with the private key
 */
record ServerCertificate(Path certificate, Path key) {

	private static final String PASSWORD = "benchmark";

	static ServerCertificate create(Path directory) throws IOException {
		Path store = directory.resolve("server.p12");
		keytool("-genkeypair", "-alias", "server", "-keyalg", "RSA", "-keysize", "2048", "-dname", "CN=localhost",
				"-validity", "30", "-storetype", "PKCS12", "-keystore", store.toString(), "-storepass", PASSWORD);
		try (InputStream in = Files.newInputStream(store)) {
			KeyStore keyStore = KeyStore.getInstance("PKCS12");
			keyStore.load(in, PASSWORD.toCharArray());
			ServerCertificate result = new ServerCertificate(directory.resolve("server.crt"),
					directory.resolve("server.key"));
			Files.writeString(result.certificate(), pem("CERTIFICATE", keyStore.getCertificate("server").getEncoded()));
			Files.writeString(result.key(),
					pem("PRIVATE KEY", keyStore.getKey("server", PASSWORD.toCharArray()).getEncoded()));
			// The server refuses a key that others may read
			Files.setPosixFilePermissions(result.key(), PosixFilePermissions.fromString("rw-------"));
			return result;
		}
		catch (GeneralSecurityException ex) {
			throw new IllegalStateException(ex);
		}
	}

	private static void keytool(String... arguments) throws IOException {
		ProcessBuilder builder = new ProcessBuilder(arguments);
		builder.command().add(0, System.getProperty("java.home") + File.separator + "bin" + File.separator + "keytool");
		try {
			int exitValue = builder.redirectErrorStream(true)
				.redirectOutput(ProcessBuilder.Redirect.DISCARD)
				.start()
				.waitFor();
			if (exitValue != 0) {
				throw new IOException("keytool ended with " + exitValue);
			}
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
			throw new IOException(ex);
		}
	}

	private static String pem(String type, byte[] der) {
		return "-----BEGIN %1$s-----\n%2$s\n-----END %1$s-----\n".formatted(type,
				Base64.getMimeEncoder(64, new byte[] { '\n' }).encodeToString(der));
	}

}
