// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "net/fetch.h"

#include <QNetworkReply>
#include <QUrl>

#include <variant>

namespace net {

constexpr int kMaxRedirects = 5;

//! Whether this status sends the client elsewhere.
bool isRedirect(int status);
//! Where a redirect leads, without fragment. Faults: forbidden_address for a step from https to http or for
//! control characters, http_error when the target is missing or no URL.
std::variant<QUrl, Fault> redirectTarget(const QUrl &from, const QByteArray &location);

//! The fault of a final status that is no success.
Fault faultOfStatus(int status, const QString &host);
//! The fault of a request that ended without a usable answer.
//! @param headSeen whether a response had begun.
Fault faultOfError(QNetworkReply::NetworkError error, bool headSeen, const QString &host,
                   const QString &detail);

} // namespace net
