// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLoggingCategory>

namespace net {

Q_DECLARE_LOGGING_CATEGORY(lcNet)

} // namespace net
