// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/result.h"

#include <optional>

namespace db {

//! Why a PostgreSQL server let nobody in, and what to do; absent when it is only away. The library gives a
//! text and no code: a server that speaks another language than English is not understood.
std::optional<core::Error> connectProblem(const QString &text, const QString &label);

} // namespace db
