// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/salestatus.h"
#include "core/vin.h"

#include <QDateTime>
#include <QHash>
#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace testsupport {

//! One item of a gallery: paths with their queries, below the origin's base URL. An empty one is left out of
//! the JSON.
struct GalleryItem
{
    QString full;
    QString large;
    QString small;
};

//! How a gallery item names its image.
enum class ImageNaming {
    Plain,  //!< full, large and small with "?fit=" and "?resize="
    Scaled, //!< full is "<name>-scaled.jpg"
    Sized   //!< no full; large is "<name>-1024x682.jpg"
};

//! The item for an image that is stored as path ("/wp-content/uploads/…/name.jpg").
GalleryItem galleryItem(const QString &path, ImageNaming naming = ImageNaming::Plain);

//! Where the page keeps its gallery.
enum class GalleryForm {
    OnContainer,  //!< data-gallery-items on the gallery element, JSON with escaped quotes
    Nested,       //!< the same on an element inside it
    SingleQuoted, //!< JSON as it is between single quotes
    Absent        //!< the page has no gallery element at all
};

//! What somebody wrote under a listing.
struct Remark
{
    QString author;
    QString text;
};

//! The facts of one listing and the page in today's bringatrailer.com markup that states them. What is empty
//! or absent here is not on the page.
struct ListingPage
{
    QString slug;
    QString title; //!< as in the h1
    std::optional<int> year;
    QString make;
    QString model; //!< as a reader gets it from the title
    QString era;
    QString country;
    QString category; //!< "Parts" makes it a listing that is no vehicle

    std::optional<QString> chassis; //!< text of the item; nullopt = no such item
    QString chassisLabel = QStringLiteral("Chassis");
    bool isChassisLinked = true;
    QString mileageItem; //!< "95k Miles Shown"
    std::optional<int> mileage;
    QString mileageUnit; //!< "mi" or "km"
    bool isMileageUnknown = false;
    QStringList details; //!< further items of the listing details

    QString location;
    QString seller;
    bool isDealer = false;
    QString lot; //!< digits only
    QStringList description;

    core::SaleStatus status = core::SaleStatus::Sold;
    bool isSoldAfterReserveNotMet = false;
    QString currency = QStringLiteral("USD"); //!< USD, EUR or GBP
    std::optional<qint64> price;              //!< only when sold
    std::optional<qint64> highBid;
    QDateTime end; //!< UTC
    QString buyer;
    int bids = 0; //!< without the cancelled ones
    bool hasCancelledBid = false;
    std::vector<Remark> remarks;
    std::optional<qint64> earlierSale; //!< what the same car fetched before

    GalleryForm galleryForm = GalleryForm::OnContainer;
    std::vector<GalleryItem> gallery;
    QStringList images; //!< the paths a reader shall find, normalised, in order, each once

    // What the origin draws when it is asked for the images.
    QString bodyStyle =
        QStringLiteral("sedan"); //!< sedan, coupe, convertible, wagon, truck, motorcycle, parts
    QString paint = QStringLiteral("#5b7f95");
    QHash<QString, QString> twins; //!< paths whose bytes are those of another path

    QString path() const; //!< "/listing/<slug>/"
    //! What a reader must make of the chassis item.
    core::VinReading expectedVin() const;
    //! The whole page. @param baseUrl scheme, host and port without a trailing slash.
    QByteArray html(const QString &baseUrl) const;
};

} // namespace testsupport
