// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/cause.h"

#include <QString>

namespace core {

//! What makes two failures the same: the cause and the message without URLs, hosts, ids, numbers and quoted
//! values; HTTP statuses stay. The same for all vehicles that one fix heals. The form is versioned: "2-" and
//! twelve hexadecimal digits; failures that are stored with an older one are groups of their own.
QString fingerprintOf(Cause cause, const QString &message);

} // namespace core
