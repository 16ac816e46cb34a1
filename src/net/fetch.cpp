// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "net/fetch.h"

#include <QCoreApplication>

namespace net {

namespace {

Fault tooLarge()
{
    return {core::Cause::TooLarge,
            QCoreApplication::translate("net", "The answer is larger than the limit (net.max_bytes).")};
}

} // namespace

std::optional<Fault> MemorySink::begin(const ResponseHead &head)
{
    m_head = head;
    m_body.clear();
    if (head.contentLength > m_maxBytes)
        return tooLarge();
    return std::nullopt;
}

std::optional<Fault> MemorySink::write(const QByteArray &bytes)
{
    if (m_body.size() + bytes.size() > m_maxBytes)
        return tooLarge();
    m_body += bytes;
    return std::nullopt;
}

std::optional<Fault> MemorySink::finish()
{
    return std::nullopt;
}

} // namespace net
