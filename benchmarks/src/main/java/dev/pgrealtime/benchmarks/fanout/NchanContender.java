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
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

import org.springframework.util.FileSystemUtils;

/**
 * The nchan module of nginx, with a worker for each core.
 */
public final class NchanContender implements FanoutContender {

	private static final String CONFIGURATION = """
			load_module {module};
			daemon off;
			pid nginx.pid;
			worker_processes auto;
			worker_rlimit_nofile 16384;
			events {
				worker_connections 16000;
			}
			http {
				access_log off;
				client_body_temp_path body;
				proxy_temp_path proxy;
				fastcgi_temp_path fastcgi;
				uwsgi_temp_path uwsgi;
				scgi_temp_path scgi;
				keepalive_requests 1000000;
				nchan_shared_memory_size 128M;
				server {
					listen 127.0.0.1:{port} backlog=4096;
					location = /publish {
						nchan_publisher;
						nchan_channel_id events;
						nchan_message_buffer_length 1000;
						nchan_message_timeout 1m;
					}
					location = /events {
						nchan_subscriber eventsource;
						nchan_channel_id events;
						nchan_subscriber_first_message newest;
					}
				}
			}
			""";

	@Override
	public String name() {
		return "nchan";
	}

	@Override
	public String version() {
		return NginxInstallation.find()
			.map((nginx) -> "%s, nginx %s".formatted(nginx.nchanVersion().orElse(""), nginx.version()))
			.orElse("");
	}

	@Override
	public boolean isAvailable() {
		return NginxInstallation.find().isPresent();
	}

	@Override
	public FanoutEndpoint run(FanoutTask task) throws IOException {
		NginxInstallation nginx = NginxInstallation.find().orElseThrow();
		int port = freePort();
		Path directory = Files.createTempDirectory("realtime-nginx");
		Path configuration = directory.resolve("nginx.conf");
		Files.writeString(configuration,
				CONFIGURATION.replace("{module}", nginx.nchan().toString()).replace("{port}", String.valueOf(port)));
		Process process = new ProcessBuilder(nginx.executable(), "-p", directory.toString(), "-c",
				configuration.toString(), "-e", "stderr")
			.inheritIO()
			.start();
		Runtime.getRuntime().addShutdownHook(new Thread(() -> stop(process, directory)));
		awaitStart(process, port);
		return new FanoutEndpoint(port, "/events");
	}

	private static int freePort() throws IOException {
		try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
			return socket.getLocalPort();
		}
	}

	private static void awaitStart(Process process, int port) {
		while (!isListening(port)) {
			if (!process.isAlive()) {
				throw new IllegalStateException("nginx ended with " + process.exitValue());
			}
			LockSupport.parkNanos(10_000_000);
		}
	}

	private static boolean isListening(int port) {
		try (Socket socket = new Socket(InetAddress.getLoopbackAddress(), port)) {
			return socket.isConnected();
		}
		catch (IOException ex) {
			return false;
		}
	}

	private static void stop(Process process, Path directory) {
		try {
			process.destroy();
			if (!process.waitFor(5, TimeUnit.SECONDS)) {
				process.destroyForcibly();
			}
			FileSystemUtils.deleteRecursively(directory);
		}
		catch (IOException ex) {
			// What is left of it is in the directory for temporary files
		}
		catch (InterruptedException ex) {
			Thread.currentThread().interrupt();
		}
	}

	@Override
	public EventPublisher publisher(FanoutTask task, FanoutEndpoint endpoint) throws IOException {
		return new PostPublisher(endpoint.port(), "/publish");
	}

}
