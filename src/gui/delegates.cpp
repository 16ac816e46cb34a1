// SPDX-FileCopyrightText: 2026 Retrydesk contributors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "gui/delegates.h"

#include "gui/icons.h"
#include "models/roles.h"
#include "models/words.h"

#include <QApplication>
#include <QComboBox>
#include <QPainter>

namespace gui {

namespace {

constexpr int kPadding = 6;
constexpr int kGap = 4;

QColor textColor(const QStyleOptionViewItem &option)
{
    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    const auto group = option.state.testFlag(QStyle::State_Active) ? QPalette::Active : QPalette::Inactive;
    return option.palette.color(group, isSelected ? QPalette::HighlightedText : QPalette::Text);
}

//! The row's background, selection and focus as the style draws them, without the content.
void paintEmptyItem(QPainter *painter, QStyleOptionViewItem option)
{
    option.text.clear();
    option.icon = {};
    const QStyle *style = option.widget ? option.widget->style() : QApplication::style();
    style->drawControl(QStyle::CE_ItemViewItem, &option, painter, option.widget);
}

int chipWidth(const QFontMetrics &metrics, const QString &word)
{
    return metrics.horizontalAdvance(word) + 2 * kPadding;
}

} // namespace

void ChipDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    const auto state = static_cast<models::State>(index.data(models::StateRole).toInt());
    if (state == models::State::Ok) {
        option->icon = stateIcon(state);
        option->features |= QStyleOptionViewItem::HasDecoration;
    }
}

void ChipDelegate::paint(QPainter *painter, const QStyleOptionViewItem &styleOption,
                         const QModelIndex &index) const
{
    const QStringList words = index.data(models::ChipsRole).toStringList();
    if (words.isEmpty())
        return QStyledItemDelegate::paint(painter, styleOption, index);
    QStyleOptionViewItem option = styleOption;
    initStyleOption(&option, index);
    painter->save();
    paintEmptyItem(painter, option);
    painter->setRenderHint(QPainter::Antialiasing);
    const QColor text = textColor(option);
    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    const QColor line = isSelected ? text : stateColor(models::State::Missing, option.palette);
    const int height = option.fontMetrics.height() + 2;
    int x = option.rect.left() + kGap;
    for (qsizetype i = 0; i < words.size(); ++i) {
        const bool isLast = i + 1 == words.size();
        const QString rest = QStringLiteral("+%1").arg(words.size() - i);
        const int reserve = isLast ? 0 : kGap + option.fontMetrics.horizontalAdvance(rest);
        const int width = chipWidth(option.fontMetrics, words[i]);
        if (i > 0 && x + width + reserve > option.rect.right()) {
            painter->setPen(text);
            painter->drawText(QRect(x, option.rect.top(), option.rect.right() - x, option.rect.height()),
                              Qt::AlignLeft | Qt::AlignVCenter, rest);
            break;
        }
        const QRectF chip(x + 0.5, option.rect.center().y() - height / 2 + 0.5,
                          qMin(width, option.rect.right() - x), height);
        painter->setPen(QPen(line, 1));
        painter->setBrush(isSelected ? Qt::NoBrush
                                     : QBrush(mixed(option.palette.base().color(), line, 0.12)));
        painter->drawRoundedRect(chip, 3, 3);
        painter->setPen(text);
        painter->drawText(
            chip, Qt::AlignCenter,
            option.fontMetrics.elidedText(words[i], Qt::ElideRight, int(chip.width()) - kPadding));
        x += width + kGap;
    }
    painter->restore();
}

QSize ChipDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    QSize size = QStyledItemDelegate::sizeHint(option, index);
    int width = kGap;
    for (const QString &word : index.data(models::ChipsRole).toStringList())
        width += chipWidth(option.fontMetrics, word) + kGap;
    return {qMax(size.width(), width), qMax(size.height(), option.fontMetrics.height() + 8)};
}

void ImagesBarDelegate::setWidest(const QString &digits)
{
    m_widest = digits;
}

int ImagesBarDelegate::textWidth(const QFontMetrics &metrics) const
{
    return qMax(metrics.horizontalAdvance(QStringLiteral("000 / 000")), metrics.horizontalAdvance(m_widest));
}

void ImagesBarDelegate::paint(QPainter *painter, const QStyleOptionViewItem &styleOption,
                              const QModelIndex &index) const
{
    QStyleOptionViewItem option = styleOption;
    initStyleOption(&option, index);
    painter->save();
    paintEmptyItem(painter, option);
    const QString digits = index.data().toString();
    const QColor text = textColor(option);
    const QRect inner = option.rect.adjusted(kGap, 0, -kGap, 0);
    const int digitsWidth = qMin(inner.width(), textWidth(option.fontMetrics));
    painter->setPen(text);
    painter->drawText(QRect(inner.left(), inner.top(), digitsWidth, inner.height()),
                      Qt::AlignRight | Qt::AlignVCenter, digits);
    const int expected = index.data(models::ExpectedRole).toInt();
    const int stored = index.data(models::StoredRole).toInt();
    const QRectF bar(inner.left() + digitsWidth + 8.5, inner.center().y() - 3.5,
                     inner.width() - digitsWidth - 10, 8);
    if (expected > 0 && bar.width() > 12) {
        painter->setRenderHint(QPainter::Antialiasing);
        const bool isSelected = option.state.testFlag(QStyle::State_Selected);
        const bool isWhole = stored >= expected;
        const QColor fill =
            isSelected ? text
                       : stateColor(isWhole ? models::State::Ok : models::State::Running, option.palette);
        painter->setPen(QPen(isSelected ? text : mixed(text, option.palette.base().color(), 0.55), 1));
        painter->setBrush(Qt::NoBrush);
        painter->drawRoundedRect(bar, 2, 2);
        QRectF part = bar.adjusted(1.5, 1.5, -1.5, -1.5);
        part.setWidth(part.width() * qBound(0, stored, expected) / expected);
        painter->fillRect(part, fill);
    }
    painter->restore();
}

QSize ImagesBarDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QSize size = QStyledItemDelegate::sizeHint(option, index);
    return {textWidth(option.fontMetrics) + 100, size.height()};
}

void StateDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    const auto state = static_cast<models::State>(index.data(models::StateRole).toInt());
    if (state == models::State::None)
        return;
    option->icon = stateIcon(state);
    option->features |= QStyleOptionViewItem::HasDecoration;
}

QWidget *EditDelegate::createEditor(QWidget *parent, const QStyleOptionViewItem &option,
                                    const QModelIndex &index) const
{
    const QStringList choices = index.data(models::ChoicesRole).toStringList();
    if (choices.isEmpty())
        return QStyledItemDelegate::createEditor(parent, option, index);
    auto *combo = new QComboBox(parent);
    combo->addItems(choices);
    auto *self = const_cast<EditDelegate *>(this); // signals are not const
    connect(combo, &QComboBox::activated, self, [self, combo] {
        emit self->commitData(combo);
        emit self->closeEditor(combo);
    });
    return combo;
}

void EditDelegate::setEditorData(QWidget *editor, const QModelIndex &index) const
{
    if (auto *combo = qobject_cast<QComboBox *>(editor))
        combo->setCurrentText(index.data(Qt::EditRole).toString());
    else
        QStyledItemDelegate::setEditorData(editor, index);
}

void EditDelegate::setModelData(QWidget *editor, QAbstractItemModel *model, const QModelIndex &index) const
{
    if (const auto *combo = qobject_cast<QComboBox *>(editor))
        model->setData(index, combo->currentText());
    else
        QStyledItemDelegate::setModelData(editor, model, index);
}

void EditDelegate::initStyleOption(QStyleOptionViewItem *option, const QModelIndex &index) const
{
    QStyledItemDelegate::initStyleOption(option, index);
    option->font.setBold(index.data(models::ChangedRole).toBool());
    if (index.data(models::InheritedRole).toBool())
        option->palette.setBrush(QPalette::Text, option->palette.brush(QPalette::PlaceholderText));
}

void CountDelegate::paint(QPainter *painter, const QStyleOptionViewItem &styleOption,
                          const QModelIndex &index) const
{
    QStyledItemDelegate::paint(painter, styleOption, index);
    const qint64 count = index.data(models::RawRole).toLongLong();
    if (count <= 0)
        return;
    QStyleOptionViewItem option = styleOption;
    initStyleOption(&option, index);
    painter->save();
    painter->setPen(textColor(option));
    painter->setOpacity(0.75);
    painter->drawText(option.rect.adjusted(0, 0, -8, 0), Qt::AlignRight | Qt::AlignVCenter,
                      models::numberText(count));
    painter->restore();
}

QSize CountDelegate::sizeHint(const QStyleOptionViewItem &option, const QModelIndex &index) const
{
    const QSize size = QStyledItemDelegate::sizeHint(option, index);
    return {size.width() + option.fontMetrics.horizontalAdvance(QStringLiteral(" 0,000,000")) + 16,
            qMax(size.height(), option.fontMetrics.height() + 14)};
}

} // namespace gui
