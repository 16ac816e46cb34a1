// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "pipeline/pagereader.h"

#include "core/whenfinished.h"
#include "extract/reader.h"

#include <QtConcurrentRun>

namespace pipeline {

namespace {
constexpr int kRemembered = 32;
}

PageReader::PageReader(QObject *parent) : QObject(parent), m_recent(kRemembered)
{
}

void PageReader::read(const QByteArray &page, const QString &url, const QString &sha256, Done done)
{
    const QString key = sha256 + u' ' + url;
    std::vector<Done> &waiting = m_waiting[key];
    waiting.push_back(std::move(done));
    if (waiting.size() > 1)
        return;
    if (const auto *known = m_recent.object(key)) {
        QMetaObject::invokeMethod(
            this, [this, key, reading = *known] { finish(key, reading); }, Qt::QueuedConnection);
        return;
    }
    const auto reading = QtConcurrent::run([page, url]() -> SharedReading {
        return std::make_shared<const extract::Reading>(extract::readListing(page, url));
    });
    core::whenFinished(reading, this, [this, key](const SharedReading &finished) {
        m_recent.insert(key, new SharedReading(finished));
        finish(key, finished);
    });
}

void PageReader::finish(const QString &key, const SharedReading &reading)
{
    const std::vector<Done> waiting = m_waiting.take(key);
    for (const Done &done : waiting)
        done(reading);
}

} // namespace pipeline
