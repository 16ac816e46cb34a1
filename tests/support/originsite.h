// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "listingpage.h"
#include "originfault.h"

#include <QHash>
#include <QMutex>
#include <QSize>

#include <optional>
#include <vector>

namespace testsupport {

//! What is served at a path when nothing fails.
struct Resource
{
    QByteArray contentType;
    QByteArray body;
};

//! What a DemoOrigin serves and how it fails. Thread-safe. Images are drawn when they are first asked for
//! and kept.
class OriginSite
{
public:
    explicit OriginSite(QSize imageSize) : m_imageSize(imageSize) {}

    void setBaseUrl(const QString &baseUrl);
    QString baseUrl() const;

    void addListing(const ListingPage &page);
    std::vector<ListingPage> listings() const;
    void addResource(const QString &path, const Resource &resource);
    void removeResource(const QString &path);
    std::optional<Resource> find(const QString &path);

    void setFault(const QString &path, const Fault &fault);
    void clearFault(const QString &path);
    void clearFaults();
    int faultCount() const;
    QStringList faultyPaths() const;
    //! The fault of this request, if any; one less is left.
    std::optional<Fault> takeFault(const QString &path);

private:
    struct Drawing
    {
        std::size_t listing = 0;
        int number = 0;
    };
    std::optional<Resource> findImage(const QString &path);

    mutable QMutex m_mutex;
    const QSize m_imageSize;
    QString m_baseUrl;
    std::vector<ListingPage> m_listings;
    QHash<QString, std::size_t> m_pages; //!< path to its place in m_listings
    QHash<QString, Drawing> m_drawings;
    QHash<QString, Resource> m_resources;
    QHash<QString, Resource> m_drawn;
    QHash<QString, Fault> m_faults;
};

} // namespace testsupport
