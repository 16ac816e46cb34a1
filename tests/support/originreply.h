// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "originfault.h"

#include <QByteArray>
#include <QString>
#include <QUrlQuery>

namespace testsupport {

class OriginLog;
class OriginSite;

//! A request as it came in.
struct OriginRequest
{
    QByteArray method;
    QString path; //!< decoded, without query
    QString query;
    bool keepsAlive = true;
};

//! What is sent for it, and how.
struct OriginReply
{
    enum class Manner { Whole, Drip, Hang, Close, Reset };

    Manner manner = Manner::Whole;
    int status = 0;
    QByteArray head = {}; //!< with the empty line
    QByteArray body = {}; //!< as it is sent, which may be less than the head promises
    bool closesAfter = false;
    int delayMs = 0;
    int bytesPerSecond = 1;
    QString fault = {}; //!< name of the fault that was applied
};

//! An answer without any fault.
OriginReply plainReply(int status, const QByteArray &contentType, const QByteArray &body);

//! Answers from the site; takes the fault of the path, if there is one.
OriginReply replyTo(const OriginRequest &request, OriginSite &site);

//! Whether this is one of the control requests, which are neither logged nor spoiled.
bool isControl(const OriginRequest &request);

//! - POST /_origin/heal[?path=P] clears all faults, or one.
//! - POST /_origin/break sets the faults of the demo; with path=P and kind=K (times, status, delay_ms,
//!   bytes_per_second, retry_after, location) this one.
//! - GET /_origin/faults the paths that fail; GET /_origin/urls the listings; GET /_origin/log the requests
//! as
//!   JSON lines.
OriginReply controlReply(const OriginRequest &request, OriginSite &site, const OriginLog &log);

} // namespace testsupport
