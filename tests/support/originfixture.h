// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "demoorigin.h"

#include <QStringList>

#include <stdexcept>

namespace testsupport {

//! An origin that listens and holds nothing but what the test adds; small images, so that drawing them takes
//! no time. Throws when it cannot listen.
struct OriginFixture
{
    DemoOrigin origin;

    explicit OriginFixture(const OriginOptions &options = emptyOptions()) : origin(options)
    {
        if (!origin.start())
            throw std::runtime_error(origin.errorString().toStdString());
    }

    static OriginOptions emptyOptions()
    {
        OriginOptions options;
        options.hasSamples = false;
        options.imageSize = QSize(96, 64);
        return options;
    }

    //! The samples, healthy or with the faults of the demo, and small images.
    static OriginOptions sampleOptions(bool hasDemoFaults = false)
    {
        OriginOptions options = emptyOptions();
        options.hasSamples = true;
        options.hasDemoFaults = hasDemoFaults;
        return options;
    }

    //! Serves a plain sold listing with this many images and returns it.
    ListingPage addListing(const QString &slug, int images)
    {
        ListingPage page;
        page.slug = slug;
        page.title = QStringLiteral("1991 Saab 900 Turbo");
        page.year = 1991;
        page.make = QStringLiteral("Saab");
        page.model = QStringLiteral("900 Turbo");
        page.price = 12500;
        page.highBid = 12500;
        page.bids = 3;
        page.buyer = QStringLiteral("HeronAndHub");
        page.seller = QStringLiteral("maplecourt");
        page.lot = QStringLiteral("240001");
        page.end = QDateTime(QDate(2026, 5, 4), QTime(17, 30), Qt::UTC);
        for (int i = 1; i <= images; ++i) {
            page.images.append(QStringLiteral("/wp-content/uploads/2026/05/%1_%2.jpg").arg(slug).arg(i));
            page.gallery.push_back(galleryItem(page.images.last()));
        }
        origin.addListing(page);
        return page;
    }
};

} // namespace testsupport
