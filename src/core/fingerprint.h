// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/cause.h"

#include <QString>

namespace core {

//! What makes two failures the same: the cause and the message with URLs, ids and numbers taken out. The same
//! for all vehicles that one fix heals. The form is versioned: "1-" and twelve hexadecimal digits.
QString fingerprintOf(Cause cause, const QString &message);

} // namespace core
