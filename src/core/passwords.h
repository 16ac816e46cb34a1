// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <string>
#include <vector>

namespace core {

//! A text for people or logs in which no database address has a password any more.
QString withoutPasswords(const QString &text);

//! The program's arguments, with the passwords of database addresses overwritten in the original: lists of
//! processes show that one. Call it first in main(); until then they are visible.
std::vector<std::string> takeArguments(int argc, char **argv);

} // namespace core
