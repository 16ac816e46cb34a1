// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QtGlobal>

namespace pipeline {

//! A new number for requests that are cancelled together. Engine thread.
inline quint64 nextFetchGroup()
{
    static quint64 last = 0;
    return ++last;
}

} // namespace pipeline
