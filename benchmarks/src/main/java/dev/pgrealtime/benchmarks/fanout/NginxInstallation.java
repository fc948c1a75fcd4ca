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

package dev.pgrealtime.benchmarks.fanout;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * An nginx that can load nchan.
 *
 * @param executable the name of its program
 * @param nchan the module
 * @param version the version of nginx
 */
record NginxInstallation(String executable, Path nchan, String version) {

	private static final List<String> EXECUTABLES = List.of("nginx", "/usr/sbin/nginx");

	private static final Pattern VERSION = Pattern.compile("nginx version: nginx/(\\S+)");

	private static final Pattern MODULES = Pattern.compile("--modules-path=(\\S+)");

	static Optional<NginxInstallation> find() {
		return EXECUTABLES.stream().map(NginxInstallation::find).flatMap(Optional::stream).findFirst();
	}

	private static Optional<NginxInstallation> find(String executable) {
		String output = output(executable, "-V");
		Matcher version = VERSION.matcher(output);
		Matcher modules = MODULES.matcher(output);
		if (!version.find() || !modules.find()) {
			return Optional.empty();
		}
		Path nchan = Path.of(modules.group(1), "ngx_nchan_module.so");
		return Files.exists(nchan) ? Optional.of(new NginxInstallation(executable, nchan, version.group(1)))
				: Optional.empty();
	}

	/**
	 * Return the version of nchan, which only the package manager knows.
	 * @return the version, or none
	 */
	Optional<String> nchanVersion() {
		String version = output("dpkg-query", "--show", "--showformat=${Version}", "libnginx-mod-nchan");
		Matcher matcher = Pattern.compile("^(?:\\d+:)?([\\d.]+)").matcher(version);
		return matcher.find() ? Optional.of(matcher.group(1)) : Optional.empty();
	}

	private static String output(String... command) {
		try {
			Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
			return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
		}
		catch (IOException ex) {
			return "";
		}
	}

}
