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

package dev.pgrealtime.sample.notice;

import jakarta.validation.Valid;
import jakarta.validation.constraints.NotBlank;
import jakarta.validation.constraints.Size;
import org.springframework.http.HttpStatus;
import org.springframework.security.core.annotation.AuthenticationPrincipal;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.ResponseStatus;
import org.springframework.web.bind.annotation.RestController;

import dev.pgrealtime.RealtimePublisher;
import dev.pgrealtime.sample.user.ShopUser;

/**
 * Sends notices to everybody who follows their channel.
 */
@RestController
class NoticeController {

	private final RealtimePublisher publisher;

	NoticeController(RealtimePublisher publisher) {
		this.publisher = publisher;
	}

	@PostMapping("/api/notices")
	@ResponseStatus(HttpStatus.NO_CONTENT)
	void send(@AuthenticationPrincipal ShopUser user, @RequestBody @Valid NewNotice notice) {
		this.publisher.publish("notices", new Notice(user.getUsername(), notice.text()));
	}

	record NewNotice(@NotBlank @Size(max = 200) String text) {

	}

	/**
	 * What is sent.
	 *
	 * @param from the name of whoever sends it
	 * @param text what they say
	 */
	record Notice(String from, String text) {

	}

}
