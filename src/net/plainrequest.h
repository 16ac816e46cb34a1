// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QNetworkRequest>

namespace net {

//! A request over HTTP/1.1 that follows no redirect and neither sends nor keeps cookies, credentials or
//! cached answers: what may be followed or sent is decided by whoever asks.
QNetworkRequest plainRequest(const QUrl &url);

} // namespace net
