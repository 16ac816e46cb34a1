// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>

#include <optional>

namespace extract {

//! The object or array that begins at this bracket, up to its own closing bracket; strings are respected.
//! Empty when it never closes.
QByteArray cutJson(const QByteArray &text, qsizetype begin);

//! Finds the object that a script assigns to a variable: var NAME = {…}.
//! @return absent when there is none; empty when it is there but never closes.
std::optional<QByteArray> assignedObject(const QByteArray &script, const QByteArray &variable);

//! Finds "key":[…] at any depth of this JSON, never inside a string.
//! @return absent when there is none; empty when it is there but never closes.
std::optional<QByteArray> arrayOfKey(const QByteArray &json, const QByteArray &key);

} // namespace extract
