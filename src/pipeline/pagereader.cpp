// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/pagereader.h"

#include "extract/reader.h"

#include <QtConcurrentRun>

namespace pipeline {

namespace {
constexpr int kRemembered = 32;
}

PageReader::PageReader(QObject *parent) : QObject(parent), m_recent(kRemembered)
{
}

QFuture<PageReader::SharedReading> PageReader::read(const QByteArray &page, const QString &url,
                                                    const QString &sha256)
{
    const QString key = sha256 + u' ' + url;
    if (const auto *known = m_recent.object(key))
        return *known;
    const auto future = QtConcurrent::run([page, url]() -> SharedReading {
        return std::make_shared<const extract::Reading>(extract::readListing(page, url));
    });
    m_recent.insert(key, new QFuture<SharedReading>(future));
    return future;
}

} // namespace pipeline
