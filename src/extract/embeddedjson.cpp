// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "extract/embeddedjson.h"

#include <cstring>

namespace extract {

namespace {

//! The position of the quote that ends the string that begins at this quote; -1 when it never ends.
qsizetype endOfString(const QByteArray &text, qsizetype quote)
{
    for (qsizetype at = quote + 1; at < text.size(); ++at) {
        if (text.at(at) == '\\')
            ++at;
        else if (text.at(at) == '"')
            return at;
    }
    return -1;
}

qsizetype skipBlanks(const QByteArray &text, qsizetype at)
{
    while (at < text.size() && std::strchr(" \t\r\n", text.at(at)))
        ++at;
    return at;
}

} // namespace

QByteArray cutJson(const QByteArray &text, qsizetype begin)
{
    QByteArray open; // the brackets still to be closed, innermost last
    for (qsizetype at = begin; at < text.size(); ++at) {
        const char c = text.at(at);
        if (c == '"') {
            at = endOfString(text, at);
            if (at < 0)
                return {};
        } else if (c == '{' || c == '[') {
            open += c == '{' ? '}' : ']';
        } else if (c == '}' || c == ']') {
            if (open.isEmpty() || open.back() != c)
                return {};
            open.chop(1);
            if (open.isEmpty())
                return text.mid(begin, at + 1 - begin);
        }
    }
    return {};
}

std::optional<QByteArray> assignedObject(const QByteArray &script, const QByteArray &variable)
{
    for (qsizetype at = script.indexOf(variable); at >= 0; at = script.indexOf(variable, at + 1)) {
        qsizetype value = skipBlanks(script, at + variable.size());
        if (value >= script.size() || script.at(value) != '=')
            continue;
        value = skipBlanks(script, value + 1);
        if (value < script.size() && script.at(value) == '{')
            return cutJson(script, value);
    }
    return std::nullopt;
}

std::optional<QByteArray> arrayOfKey(const QByteArray &json, const QByteArray &key)
{
    for (qsizetype at = json.indexOf('"'); at >= 0; at = json.indexOf('"', at + 1)) {
        const qsizetype end = endOfString(json, at);
        if (end < 0)
            return std::nullopt;
        const bool isKey =
            end - at - 1 == key.size() &&
            std::memcmp(json.constData() + at + 1, key.constData(), std::size_t(key.size())) == 0;
        at = end;
        if (!isKey)
            continue;
        qsizetype value = skipBlanks(json, end + 1);
        if (value >= json.size() || json.at(value) != ':')
            continue;
        value = skipBlanks(json, value + 1);
        if (value < json.size() && json.at(value) == '[')
            return cutJson(json, value);
    }
    return std::nullopt;
}

} // namespace extract
