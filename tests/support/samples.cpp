// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "samples.h"

#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

//! Outside of any namespace, as Q_INIT_RESOURCE demands; a static library's resources are lost without it.
static void initialiseSampleResources()
{
    Q_INIT_RESOURCE(samples);
}

namespace testsupport {

namespace {

struct Samples
{
    std::vector<ListingPage> listings;
    std::vector<std::pair<QString, Fault>> faults;
};

QString text(const QJsonObject &object, const char *key, const char *otherwise = "")
{
    return object.value(QLatin1String(key)).toString(QString::fromUtf8(otherwise));
}

bool isSet(const QJsonObject &object, const char *key, bool otherwise = false)
{
    return object.value(QLatin1String(key)).toBool(otherwise);
}

std::optional<qint64> number(const QJsonObject &object, const char *key)
{
    const QJsonValue value = object.value(QLatin1String(key));
    return value.isDouble() ? std::optional(value.toInteger()) : std::nullopt;
}

std::optional<int> smallNumber(const QJsonObject &object, const char *key)
{
    const auto value = number(object, key);
    return value ? std::optional(int(*value)) : std::nullopt;
}

QStringList texts(const QJsonObject &object, const char *key)
{
    QStringList list;
    const QJsonArray array = object.value(QLatin1String(key)).toArray();
    for (const QJsonValue &value : array)
        list.append(value.toString());
    return list;
}

void readVehicle(const QJsonObject &object, ListingPage &page)
{
    page.slug = text(object, "slug");
    page.title = text(object, "title");
    page.year = smallNumber(object, "year");
    page.make = text(object, "make");
    page.model = text(object, "model");
    page.era = text(object, "era");
    page.country = text(object, "country");
    page.category = text(object, "category");
    if (object.contains(QStringLiteral("chassis")))
        page.chassis = text(object, "chassis");
    page.chassisLabel = text(object, "chassis_label", "Chassis");
    page.isChassisLinked = isSet(object, "linked", true);
    page.mileageItem = text(object, "mileage_item");
    page.mileage = smallNumber(object, "mileage");
    page.mileageUnit = text(object, "mileage_unit");
    page.isMileageUnknown = isSet(object, "mileage_unknown");
    page.details = texts(object, "details");
    page.description = texts(object, "description");
    page.bodyStyle = text(object, "body", "sedan");
    page.paint = text(object, "paint", "#5b7f95");
}

void readSale(const QJsonObject &object, ListingPage &page)
{
    page.location = text(object, "location");
    page.seller = text(object, "seller");
    page.isDealer = isSet(object, "dealer");
    page.lot = text(object, "lot");
    page.status = core::saleStatusFromName(text(object, "status")).value_or(core::SaleStatus::Unknown);
    page.isSoldAfterReserveNotMet = isSet(object, "after_reserve");
    page.currency = text(object, "currency", "USD");
    page.price = number(object, "price");
    page.highBid = number(object, "high_bid");
    page.end = QDateTime::fromString(text(object, "end"), Qt::ISODate);
    page.buyer = text(object, "buyer");
    page.bids = smallNumber(object, "bids").value_or(0);
    page.hasCancelledBid = isSet(object, "cancelled_bid");
    page.earlierSale = number(object, "earlier_sale");
    const QJsonArray remarks = object.value(QLatin1String("remarks")).toArray();
    for (const QJsonValue &remark : remarks)
        page.remarks.push_back({text(remark.toObject(), "author"), text(remark.toObject(), "text")});
}

ImageNaming namingOf(const QString &name)
{
    if (name == QLatin1String("scaled"))
        return ImageNaming::Scaled;
    return name == QLatin1String("sized") ? ImageNaming::Sized : ImageNaming::Plain;
}

GalleryForm formOf(const QString &name)
{
    if (name == QLatin1String("nested"))
        return GalleryForm::Nested;
    if (name == QLatin1String("single_quoted"))
        return GalleryForm::SingleQuoted;
    return name == QLatin1String("absent") ? GalleryForm::Absent : GalleryForm::OnContainer;
}

QString imagePath(const ListingPage &page, int number)
{
    return QStringLiteral("/wp-content/uploads/%1/%2_img_%3.jpg")
        .arg(page.end.toString(QStringLiteral("yyyy/MM")), QString(page.slug).replace(u'-', u'_'),
             QString::number(number).rightJustified(2, u'0'));
}

//! Furniture of the site among the pictures, which is none.
void addNoise(ListingPage &page)
{
    page.gallery.insert(
        page.gallery.begin() + 2,
        GalleryItem{QStringLiteral("/wp-content/uploads/2026/01/qotw-winner-template.png"), {}, {}});
    page.gallery.insert(
        page.gallery.begin() + 5,
        GalleryItem{QStringLiteral("/wp-content/themes/bringatrailer/assets/img/pixel.gif"), {}, {}});
    page.gallery.push_back(
        GalleryItem{QStringLiteral("/wp-content/uploads/2026/01/screenshot-of-results.jpg"), {}, {}});
    page.gallery.push_back(GalleryItem{QStringLiteral("https://ads.example/pixel.gif"), {}, {}});
}

void readGallery(const QJsonObject &object, ListingPage &page)
{
    const int count = smallNumber(object, "images").value_or(0);
    const ImageNaming naming = namingOf(text(object, "naming"));
    page.galleryForm = formOf(text(object, "gallery"));
    for (int i = 1; i <= count; ++i) {
        page.images.append(imagePath(page, i));
        page.gallery.push_back(galleryItem(page.images.last(), naming));
    }
    if (isSet(object, "duplicate_images")) {
        page.gallery.push_back(galleryItem(page.images.at(1), ImageNaming::Scaled));
        page.gallery.push_back(galleryItem(page.images.at(1), ImageNaming::Sized));
        page.gallery.insert(page.gallery.begin() + 6, galleryItem(page.images.at(4)));
    }
    if (isSet(object, "noise"))
        addNoise(page);
    const QJsonArray twins = object.value(QLatin1String("twin_bytes")).toArray();
    for (const QJsonValue &twin : twins)
        page.twins.insert(imagePath(page, twin.toArray().at(1).toInt()),
                          imagePath(page, twin.toArray().at(0).toInt()));
}

void readFaults(const QJsonObject &object, const ListingPage &page, Samples &samples)
{
    const QJsonArray faults = object.value(QLatin1String("faults")).toArray();
    for (const QJsonValue &value : faults) {
        const QJsonObject spec = value.toObject();
        QStringList paths;
        const QJsonValue images = spec.value(QLatin1String("images"));
        if (images.isString())
            paths = page.images;
        const QJsonArray numbers = images.toArray();
        for (const QJsonValue &image : numbers)
            paths.append(imagePath(page, image.toInt()));
        if (text(spec, "on") == QLatin1String("page"))
            paths.append(page.path());
        for (const QString &path : paths) {
            auto fault = Fault::fromFields(spec.toVariantMap());
            if (text(spec, "kind") == QLatin1String("redirect"))
                fault = Fault::redirect(
                    QString(path).replace(QLatin1String(".jpg"), QLatin1String("-scaled.jpg")).toLatin1());
            if (!fault)
                qFatal("samples/listings.json: unknown fault of %s", qPrintable(page.slug));
            samples.faults.emplace_back(path, *fault);
        }
    }
}

Samples readSamples()
{
    initialiseSampleResources();
    QFile file(QStringLiteral(":/samples/listings.json"));
    if (!file.open(QIODevice::ReadOnly))
        qFatal("samples/listings.json is missing");
    QJsonParseError error;
    const QJsonArray array = QJsonDocument::fromJson(file.readAll(), &error).array();
    if (array.isEmpty())
        qFatal("samples/listings.json: %s", qPrintable(error.errorString()));
    Samples samples;
    for (const QJsonValue &value : array) {
        const QJsonObject object = value.toObject();
        ListingPage page;
        readVehicle(object, page);
        readSale(object, page);
        readGallery(object, page);
        readFaults(object, page, samples);
        samples.listings.push_back(page);
    }
    return samples;
}

const Samples &samples()
{
    static const Samples kSamples = readSamples();
    return kSamples;
}

} // namespace

const std::vector<ListingPage> &sampleListings()
{
    return samples().listings;
}

const std::vector<std::pair<QString, Fault>> &demoFaults()
{
    return samples().faults;
}

} // namespace testsupport
