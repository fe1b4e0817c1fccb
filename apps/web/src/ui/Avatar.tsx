import { useState } from 'react';
import { colourIndex, initials } from './initials.ts';

export interface AvatarProps {
  /** Decides the colour: the userId, or the name where there is no id. */
  id: string;
  name: string;
  imageUrl?: string | null;
  /** `tile` takes a third of the nearest size container (class `@container-[size]`). */
  size?: 'small' | 'medium' | 'large' | 'tile';
}

const sizes = {
  small: 'size-8 text-sm',
  medium: 'size-10 text-base',
  large: 'size-16 text-2xl',
  tile: 'size-[clamp(2.5rem,36cqmin,10rem)] text-[clamp(1rem,15cqmin,4rem)]',
};

/** Each reaches 4.5:1 with white. */
const colours = [
  'bg-[#0b6b60]',
  'bg-[#1a5fb4]',
  'bg-[#7a3fb0]',
  'bg-[#b0325a]',
  'bg-[#a34713]',
  'bg-[#4d6b12]',
  'bg-[#8a5200]',
  'bg-[#3f51b5]',
  'bg-[#00687a]',
  'bg-[#864a6b]',
];

/** A person's picture, or initials in their colour. Decoration: the name stands beside it as text. */
export function Avatar({ id, name, imageUrl = null, size = 'medium' }: AvatarProps) {
  const [failedUrl, setFailedUrl] = useState<string | null>(null);
  const shape = `inline-flex shrink-0 select-none items-center justify-center overflow-hidden rounded-full ${sizes[size]}`;
  if (imageUrl && imageUrl !== failedUrl) {
    return (
      <img
        src={imageUrl}
        alt=""
        referrerPolicy="no-referrer"
        onError={() => setFailedUrl(imageUrl)}
        className={`${shape} object-cover`}
      />
    );
  }
  return (
    <span aria-hidden="true" className={`${shape} ${colours[colourIndex(id, colours.length)]} font-medium text-white`}>
      {initials(name)}
    </span>
  );
}
